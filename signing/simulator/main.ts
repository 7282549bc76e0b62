import { startSimulator } from './server';

/** The simulator as a process of its own: SIGN_DIR, SIGN_PORT, SIGN_SECRET, SIGN_ESS_CALLBACK_URL. */
async function main(): Promise<void> {
  const { SIGN_DIR, SIGN_PORT, SIGN_SECRET, SIGN_ESS_CALLBACK_URL } = process.env;
  if (!SIGN_DIR || !SIGN_SECRET) throw new Error('SIGN_DIR and SIGN_SECRET must be set');
  const simulator = await startSimulator({
    dir: SIGN_DIR,
    port: Number(SIGN_PORT),
    secret: SIGN_SECRET,
    essCallbackUrl: SIGN_ESS_CALLBACK_URL || undefined,
  });
  const stop = (): void => void simulator.stop().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.send?.({ ready: true, url: simulator.url });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
