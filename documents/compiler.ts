import { join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { FONT_FOLDERS } from './fonts';

const TEMPLATES = join(__dirname, 'templates');
/** Memoised layout older than so many documents is dropped, so that a worker of months does not grow. */
const KEEP_CACHE = 10;

let compiler: NodeCompiler | undefined;

/**
 * Sets one document and returns it as PDF/A-2b; with an attachment as PDF/A-3b, which differs in nothing but allowing
 * one. The data reaches the template as one JSON input and is only ever
 * printed as text: nothing a person wrote can become markup. Synchronous, some milliseconds a page when warm.
 * @param template path below `templates/`
 * @param attachment text that the template attaches, as it is
 * @throws Error for a mistake in a template: data is checked before
 */
export function compile(template: string, data: unknown, attachment?: string): { bytes: Buffer; pages: number } {
  compiler ??= NodeCompiler.create({ workspace: TEMPLATES, fontArgs: [{ fontPaths: FONT_FOLDERS }] });
  const compiled = compiler.compile({
    mainFilePath: join(TEMPLATES, template),
    inputs: { data: JSON.stringify(data), ...(attachment !== undefined && { attachment }) },
  });
  const error = compiled.takeError();
  const document = compiled.result;
  if (error || !document) {
    const diagnostics = error ? compiler.fetchDiagnostics(error) : [];
    throw new Error(`template ${template}: ${JSON.stringify(diagnostics)}`);
  }
  try {
    return {
      bytes: compiler.pdf(document, { pdfStandard: attachment === undefined ? 'a-2b' : 'a-3b' }),
      pages: document.numOfPages,
    };
  } finally {
    compiler.evictCache(KEEP_CACHE);
  }
}
