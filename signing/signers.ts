import type { Flow } from '../domain/agreement/flow';
import type { Party } from '../domain/agreement/types';
import { fail } from '../domain/failures';
import type { Parties, Person } from '../domain/parties';
import type { Signer } from './provider';

/**
 * Who signs on a platform, from the parties' record, in the order of signing (domain.md §3.4). The client: its signatory,
 * as legal representative or, with the authorisation on file, as authorised representative. The provider: the natural
 * person, or the legal representative; the manager's telephone and mail stand for its side. Throws `Invalid`.
 */
export const signersOf = (parties: Parties, { order, clientSigner }: Pick<Flow, 'order' | 'clientSigner'>): Signer[] =>
  order.map((party) => (party === 'client' ? clientSide(parties, clientSigner) : providerSide(parties)));

function clientSide({ client, signatory }: Parties, authority: Flow['clientSigner']): Signer {
  if (authority === 'legal-representative' && signatory.name !== client.legalRepresentative) {
    fail('Invalid', '乙方签署人不是法定代表人, 须作为授权代表并附授权委托书', 'clientSigner');
  }
  const { name } = signatory;
  return {
    party: 'client',
    kind: 'enterprise',
    organisation: client.name,
    name,
    authority,
    ...reach(signatory, 'client'),
  };
}

function providerSide({ provider, manager }: Parties): Signer {
  const { kind, name: organisation } = provider;
  return {
    party: 'provider',
    kind,
    organisation,
    name: provider.kind === 'enterprise' ? provider.legalRepresentative : organisation,
    authority: provider.kind === 'enterprise' ? 'legal-representative' : 'self',
    ...reach(manager, 'provider'),
  };
}

/** Platforms know people by their mobile number. */
function reach({ telephone = '', email }: Person, party: Party): Pick<Signer, 'mobile' | 'email'> {
  const mobile = telephone.replace(/^\+?86/, '').replace(/[\s-]/g, '');
  if (!/^1\d{10}$/.test(mobile)) {
    fail(
      'Invalid',
      `${party === 'client' ? '乙方签署人' : '甲方负责人'}的资料中没有手机号码, 不能电子签署`,
      'provider',
    );
  }
  return { mobile, email };
}
