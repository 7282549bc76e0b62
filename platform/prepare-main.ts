import { prepare } from './prepare';

/** The one-off step before API and workers on servers of one's own: DATABASE_URL, TEMPORAL_ADDRESS. Safe to repeat. */
async function main(): Promise<void> {
  const { DATABASE_URL, TEMPORAL_ADDRESS } = process.env;
  if (!DATABASE_URL || !TEMPORAL_ADDRESS) throw new Error('请设置 DATABASE_URL 与 TEMPORAL_ADDRESS');
  await prepare(DATABASE_URL, TEMPORAL_ADDRESS, (line) => console.log(line));
  console.log('prepared');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
