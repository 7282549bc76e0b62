import type { Parties } from '../../domain/parties';
import { EXAMPLE, NATURAL_PROVIDER } from '../../rehearsal/example-agreement';
import { signersOf } from '../../signing/signers';
import { failureOf } from '../support/failure-of';

const parties = (more: Partial<Parties> = {}): Parties => ({ ...EXAMPLE.parties, ...more });
const BY_LAW = {
  order: ['client', 'provider'] as ('client' | 'provider')[],
  clientSigner: 'legal-representative',
} as const;

describe('who signs on a platform (§3.4)', () => {
  test('in the order of signing: the client’s signatory, the provider’s legal representative', () => {
    expect(signersOf(parties(), BY_LAW)).toEqual([
      {
        ...{ party: 'client', kind: 'enterprise', organisation: '杭州青禾精密仪器股份有限公司', name: '周明远' },
        ...{ authority: 'legal-representative', mobile: '13900139002', email: 'zhou@qinghe.example' },
      },
      {
        ...{ party: 'provider', kind: 'enterprise', organisation: '上海恒睦客户服务有限公司', name: '陆文涛' },
        ...{ authority: 'legal-representative', mobile: '13800138009', email: 'lu@hengmu.example' },
      },
    ]);
    expect(signersOf(parties(), { ...BY_LAW, order: ['provider', 'client'] }).map(({ party }) => party)).toEqual([
      'provider',
      'client',
    ]);
  });

  test('a provider who is a natural person signs for himself', () => {
    const himself = { name: '顾一鸣', telephone: '13700137000', email: 'gu@example.com' };
    const [, provider] = signersOf(parties({ provider: NATURAL_PROVIDER, providerSignatory: himself }), BY_LAW);
    expect(provider).toMatchObject({
      kind: 'natural-person',
      name: '顾一鸣',
      organisation: '顾一鸣',
      authority: 'self',
    });
  });

  test('nobody signs for the provider in another’s name', () => {
    const { providerSignatory: _none, ...without } = EXAMPLE.parties;
    expect(failureOf(() => signersOf(without, BY_LAW))).toMatchObject({
      type: 'Invalid',
      field: 'parties.providerSignatory',
    });
    const manager = { ...EXAMPLE.parties.manager, name: '陆文涛' };
    expect(signersOf({ ...without, manager }, BY_LAW)[1]).toMatchObject({ name: '陆文涛', mobile: '13800138002' });
  });

  test('another signatory than the legal representative signs by authorisation only', () => {
    const other = parties({ signatory: { ...EXAMPLE.parties.signatory, name: '许静' } });
    expect(failureOf(() => signersOf(other, BY_LAW))).toMatchObject({ type: 'Invalid', field: 'clientSigner' });
    const [client] = signersOf(other, { ...BY_LAW, clientSigner: 'authorised-representative' });
    expect(client).toMatchObject({ name: '许静', authority: 'authorised-representative' });
  });

  test.each([undefined, '010-8888 6666', '2139001390'])('%s is no mobile number to be known by', (telephone) => {
    const unreachable = parties({
      signatory: { name: '周明远', email: 'zhou@qinghe.example', ...(telephone && { telephone }) },
    });
    const failure = failureOf(() => signersOf(unreachable, BY_LAW));
    expect(failure).toMatchObject({ type: 'Invalid', field: 'parties.signatory.telephone' });
    expect(failure.detail).not.toContain('周明远');
  });

  test.each(['+86 139 0013 9002', '139-0013-9002', '8613900139002'])('%s is one', (telephone) => {
    const [client] = signersOf(parties({ signatory: { ...EXAMPLE.parties.signatory, telephone } }), BY_LAW);
    expect(client!.mobile).toBe('13900139002');
  });
});
