import type { Environment } from '../security/mode';
import { createEsign } from './esign/adapter';
import { createEss } from './ess/adapter';
import { createFasc } from './fasc/adapter';
import { PROVIDER_NAMES, type ProviderName, type SigningProvider } from './provider';
import { configOf, trustOf, type SigningConfigs } from './settings';
import { simulatedConfigs, type SimulatedAccount } from './simulator/accounts';
import type { Trust } from './pdf/verify';

/** The platforms that can be signed on; paper needs none (docs/adr/0016). */
export type SigningProviders = ReadonlyMap<ProviderName, SigningProvider>;

const CREATE: { [P in ProviderName]: (config: SigningConfigs[P], trust: Trust) => SigningProvider } = {
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
  const all = PROVIDER_NAMES.map((name) => [name, configured(name, env) ?? simulated.get(name)] as const);
  return new Map(all.flatMap(([name, provider]) => (provider ? [[name, provider]] : [])));
}

/** Of rehearsals: the simulator and nothing else, under an account that calls nobody back. Empty where none runs. */
export const rehearsedProviders = (env: Environment): SigningProviders => simulatedProviders(env, 'rehearsal');

function configured<P extends ProviderName>(name: P, env: Environment): SigningProvider | undefined {
  const config = configOf(name, env);
  return config && CREATE[name](config, trustOf(env));
}

function simulatedProviders(env: Environment, account: SimulatedAccount = 'real'): SigningProviders {
  const [url, secret] = [env['LVYUE_SIGN_SIMULATOR'], env['LVYUE_SIGN_SIMULATOR_SECRET']];
  if (!url || !secret) return new Map();
  const configs = simulatedConfigs(url, secret, account);
  const make = <P extends ProviderName>(name: P): SigningProvider => CREATE[name](configs[name], { roots: [] });
  return new Map(PROVIDER_NAMES.map((name) => [name, make(name)]));
}

/** Where a platform sends its call-backs: the API's address as seen from outside, e.g. `LVYUE_PUBLIC_URL`. */
export const callbackUrl = (publicUrl: string, provider: ProviderName): string =>
  `${publicUrl.replace(/\/+$/, '')}/v1/esign/${provider}/callback`;
