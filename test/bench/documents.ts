import { renderDocument } from '../../documents/render';
import { sampleAgreement } from '../support/documents';

/**
 * `npm run bench:documents`: 1,000 agreements as PDF in one process, every one another; prints one JSON object. A worker
 * lives for months: its memory must not grow with the number of documents.
 */
const COUNT = 1_000;
const LOOK_AT = [100, 500, COUNT];

const megabytes = (): number => Math.round(process.memoryUsage().rss / 1024 / 1024);

async function main(): Promise<void> {
  const rssMb: Record<string, number> = { start: megabytes() };
  let pages = 0;
  let firstMs = 0;
  const begun = performance.now();
  for (let n = 1; n <= COUNT; n++) {
    const number = `2026-客户维护-${String(n).padStart(3, '0')}`;
    pages += (await renderDocument('agreement', { ...sampleAgreement, number })).pages;
    if (n === 1) firstMs = performance.now() - begun;
    if (LOOK_AT.includes(n)) rssMb[`after${n}`] = megabytes();
  }
  const ms = performance.now() - begun;
  const round = (value: number): number => Math.round(value * 10) / 10;
  console.log(
    JSON.stringify({
      documents: COUNT,
      pages,
      msPerDocument: round((ms - firstMs) / (COUNT - 1)),
      /** Loads fonts and templates. */
      firstMs: round(firstMs),
      rssMb,
    }),
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
