import type { Flow } from '../domain/agreement/flow';
import type { Party } from '../domain/agreement/types';
import { fail } from '../domain/failures';
import type { Parties, Person } from '../domain/parties';
import type { Signer } from './provider';

/**
 * Who signs on a platform, from the parties' record, in the order of signing (domain.md §3.4). The client: its signatory,
 * as legal representative or, with the authorisation on file, as authorised representative. The provider: the natural
 * person, or the legal representative; each with a number of their own. Throws `Invalid`.
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

/** Nobody signs in another's name: the number must be the signer's own. */
function providerSide({ provider, manager, providerSignatory = manager }: Parties): Signer {
  const { kind, name: organisation } = provider;
  const name = provider.kind === 'enterprise' ? provider.legalRepresentative : organisation;
  if (providerSignatory.name !== name) {
    const who = kind === 'enterprise' ? '法定代表人' : '本人';
    fail(
      'Invalid',
      `甲方由${who}签署, 须在资料中登记其姓名, 手机与邮箱 (人员更换, 甲方签署人)`,
      'parties.providerSignatory',
    );
  }
  return {
    party: 'provider',
    kind,
    organisation,
    name,
    authority: kind === 'enterprise' ? 'legal-representative' : 'self',
    ...reach(providerSignatory, 'provider'),
  };
}

/** Platforms know people by their mobile number. */
function reach({ telephone = '', email }: Person, party: Party): Pick<Signer, 'mobile' | 'email'> {
  const mobile = telephone.replace(/^\+?86/, '').replace(/[\s-]/g, '');
  if (!/^1\d{10}$/.test(mobile)) {
    fail(
      'Invalid',
      `${party === 'client' ? '乙方签署人' : '甲方签署人'}的资料中没有手机号码, 不能电子签署`,
      party === 'client' ? 'parties.signatory.telephone' : 'parties.providerSignatory.telephone',
    );
  }
  return { mobile, email };
}
