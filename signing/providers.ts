import { PLATFORM_NAMES, type PlatformName, type ProviderName } from '../domain/agreement/esign';
import type { Knex } from 'knex';
import type { Party } from '../domain/agreement/types';
import type { Instant } from '../domain/time';
import type { Environment } from '../security/mode';
import { createEsign } from './esign/adapter';
import { createEss } from './ess/adapter';
import { MaybeStarted, understood } from './errors';
import { createFasc } from './fasc/adapter';
import type { Trust } from './pdf/trust';
import type { SigningPlatforms } from './platforms';
import { type SigningAdapter, type SigningProvider } from './provider';
import { configOf, trustOf, type SigningConfigs } from './settings';
import { simulatedConfigs, type SimulatedAccount } from './simulator/accounts';
import { actOnSimulator } from './simulator/client';
import { closeStartKey, startFlowOnce, type StartOnceDeps } from './start-once';

/** The platforms that can be signed on. */
export type SigningProviders = ReadonlyMap<PlatformName, SigningAdapter>;

const CREATE: { [P in PlatformName]: (config: SigningConfigs[P], trust: Trust) => SigningAdapter } = {
  ess: createEss,
  esign: createEsign,
  fasc: createFasc,
};

/**
 * What is configured; where the simulator runs (`LVYUE_SIGN_SIMULATOR`, the embedded default), it stands in for the
 * rest. Throws for a platform that is configured in part.
 */
export function signingProviders(env: Environment): SigningProviders {
  const simulated = simulatedProviders(env);
  const all = PLATFORM_NAMES.map((name) => [name, configured(name, env) ?? simulated.get(name)] as const);
  return new Map(all.flatMap(([name, provider]) => (provider ? [[name, provider]] : [])));
}

/** Of rehearsals: the simulator and nothing else, under an account that calls nobody back. Empty where none runs. */
export const rehearsedProviders = (env: Environment): SigningProviders => simulatedProviders(env, 'rehearsal');

function configured<P extends PlatformName>(name: P, env: Environment): SigningAdapter | undefined {
  const config = configOf(name, env);
  return config && CREATE[name](config, trustOf(env));
}

function simulatedProviders(env: Environment, account: SimulatedAccount = 'real'): SigningProviders {
  const [url, secret] = [env['LVYUE_SIGN_SIMULATOR'], env['LVYUE_SIGN_SIMULATOR_SECRET']];
  if (!url || !secret) return new Map();
  const configs = simulatedConfigs(url, secret, account);
  const make = <P extends PlatformName>(name: P): SigningAdapter => CREATE[name](configs[name], { roots: [] });
  return new Map(PLATFORM_NAMES.map((name) => [name, make(name)]));
}

export interface PlatformsOptions extends StartOnceDeps {
  db: Knex;
  /** Where links are handed out and records are read; those who only ask platforms need none. */
  paper?: SigningProvider;
  /** The API's address as platforms see it; without it they call nobody back, and are only asked. */
  publicUrl?: string | undefined;
}

/** What can be signed on, as the product uses it: whoever says `start`, a key begins one flow (start-once.ts). */
export function createPlatforms(providers: SigningProviders, options: PlatformsOptions): SigningPlatforms {
  const base = options.publicUrl?.replace(/\/+$/, '');
  const adapters = new Map([...providers].map(([name, adapter]) => [name, understandable(adapter)]));
  const once = [...adapters.values()].map((adapter): [ProviderName, SigningProvider] => [
    adapter.name,
    { ...adapter, start: (request) => startFlowOnce(options, adapter, request) },
  ]);
  const byName = new Map([...once, ...(options.paper ? [['paper', options.paper] as const] : [])]);
  return {
    find: (name) => byName.get(name),
    callbackUrl: (name) => (base ? `${base}/v1/esign/${name}/callback` : ''),
    closeKey: (of) => closeStartKey(options, adapters, of),
  };
}

/** What an adapter cannot make out of an answer is as if there were none; where it charges, that is open. */
const understandable = (adapter: SigningAdapter): SigningAdapter => ({
  ...adapter,
  start: (request, attempt) =>
    understood(
      () => adapter.start(request, attempt),
      () => new MaybeStarted(),
    ),
  find: (startKey, since) => understood(() => adapter.find(startKey, since)),
  signUrl: (flowId, party) => understood(() => adapter.signUrl(flowId, party)),
  status: (flowId) => understood(() => adapter.status(flowId)),
  cancel: (flowId, reason) => understood(() => adapter.cancel(flowId, reason)),
  fetchSigned: (flowId) => understood(() => adapter.fetchSigned(flowId)),
});

/** The simulated platforms of a rehearsal and the people who sign on them; none where no simulator runs. */
export function rehearsedSigning(
  env: Environment,
  db: Knex,
): { signing?: SigningPlatforms; signFor?: (flowId: string, party: Party, at: Instant) => Promise<void> } {
  const url = env['LVYUE_SIGN_SIMULATOR'];
  if (!url) return {};
  return {
    signing: createPlatforms(rehearsedProviders(env), { db }),
    signFor: (flowId, party, at) => actOnSimulator(url, flowId, 'sign', { party, at }),
  };
}
