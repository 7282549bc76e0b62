import { createHmac } from 'node:crypto';
import type { SigningConfigs } from '../settings';

/** `rehearsal`: flows of rehearsals; nobody is called back, the driver tells what it did itself. */
export const SIMULATED_ACCOUNTS = ['real', 'rehearsal'] as const;
export type SimulatedAccount = (typeof SIMULATED_ACCOUNTS)[number];

/** As it names itself to each platform. */
const nameOf = (account: SimulatedAccount): string => `sim-${account}`;
/** Whose name it is; undefined: nobody's. */
export const accountNamed = (name: string | undefined): SimulatedAccount | undefined =>
  SIMULATED_ACCOUNTS.find((account) => nameOf(account) === name);

/** The accounts of the simulator, out of one secret: both sides know them without telling each other. */
export function simulatedConfigs(url: string, secret: string, account: SimulatedAccount): SigningConfigs {
  const derive = (name: string): string =>
    createHmac('sha256', secret).update(`${account}/${name}`).digest('hex').slice(0, 32);
  const base = url.replace(/\/+$/, '');
  return {
    ess: {
      endpoint: `${base}/ess`,
      fileEndpoint: `${base}/ess`,
      secretId: nameOf(account),
      secretKey: derive('ess'),
      operatorId: 'sim-operator',
      callbackKey: derive('ess-callback-key'),
      callbackToken: derive('ess-callback-token'),
    },
    esign: { endpoint: `${base}/esign`, appId: nameOf(account), secret: derive('esign') },
    fasc: {
      endpoint: `${base}/fasc/api/v5`,
      appId: nameOf(account),
      secret: derive('fasc'),
      openCorpId: `sim-corp-${account}`,
    },
  };
}
