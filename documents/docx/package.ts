import JSZip from 'jszip';

/** Of every file inside: the first day a ZIP archive can name. */
const ZIP_DATE = new Date(Date.UTC(1980, 0, 1));
const CORE = 'docProps/core.xml';
/** Word looks for it first. */
const TYPES = '[Content_Types].xml';

/**
 * The same Word file without the instant it was written at: the files inside get one constant date, its properties the
 * date of the version. So the same content gives the same bytes.
 */
export async function repack(docx: Buffer, date: string): Promise<Buffer> {
  const from = await JSZip.loadAsync(docx);
  const to = new JSZip();
  const names = Object.keys(from.files).filter((name) => !from.files[name]!.dir && name !== TYPES);
  for (const name of [TYPES, ...names]) {
    const content = await from.file(name)!.async('uint8array');
    to.file(name, name === CORE ? dated(Buffer.from(content).toString('utf8'), date) : content, {
      date: ZIP_DATE,
      createFolders: false,
    });
  }
  return to.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE', compressionOptions: { level: 6 } });
}

const dated = (core: string, date: string): string =>
  core.replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${date}T00:00:00Z`);
