// Reads a JSON array of PDF file names from stdin, prints the text of each, one string a page. A process of its own,
// because the reader is an ES module and jest runs CommonJS.
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { extractText, getDocumentProxy } from 'unpdf';

const files = JSON.parse(await text(process.stdin));
const read = async (file) => (await extractText(await getDocumentProxy(new Uint8Array(await readFile(file))))).text;
const pages = [];
for (const file of files) pages.push(await read(file));
process.stdout.write(JSON.stringify(pages));
