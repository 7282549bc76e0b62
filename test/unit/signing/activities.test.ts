import { createSigningActivities, type SigningDeps } from '../../../activities/signing';
import type { Party } from '../../../domain/agreement/types';
import { Refused } from '../../../signing/errors';
import { FakePlatform, fakePlatforms } from '../../support/fake-platform';
import { CLIENT, PROVIDER } from '../../support/esign';

const parties = {
  client: { name: CLIENT.organisation, legalRepresentative: CLIENT.name },
  signatory: { name: CLIENT.name, telephone: CLIENT.mobile, email: CLIENT.email },
  provider: { kind: 'enterprise', name: PROVIDER.organisation, legalRepresentative: PROVIDER.name },
  providerSignatory: { name: PROVIDER.name, telephone: PROVIDER.mobile, email: PROVIDER.email },
};
const FLOW = {
  order: ['client', 'provider'] as Party[],
  provider: 'ess',
  ...{ no: '2026-客户维护-001', clientId: 'c', startKey: '2026-客户维护-001/v1/s1', now: 0 },
  ...{ partiesRef: 'p', version: 1, sha256: 'a', expiresAt: 1 },
  clientSigner: 'legal-representative',
} as const;
const DOWN = new Error('connect ECONNREFUSED 10.0.0.5:5432, 周䶮 13900000002');

function activities(broken: Partial<Record<'vault' | 'blobs', true>> = {}) {
  const platform = new FakePlatform('ess');
  const down = (): Promise<never> => Promise.reject(DOWN);
  const deps = {
    vault: { openRecord: broken.vault ? down : () => Promise.resolve(parties) },
    blobs: { get: broken.blobs ? down : () => Promise.resolve({ bytes: Buffer.from('pdf') }) },
    signing: fakePlatforms(platform),
  } as unknown as SigningDeps;
  const start = () => createSigningActivities(deps).startFlow(FLOW);
  return { platform, start };
}

it.each(['vault', 'blobs'] as const)('我方的故障 (%s) 不说成平台没有应答, 也不透露内容', async (what) => {
  const { start, platform } = activities({ [what]: true });
  await expect(start()).rejects.toMatchObject({
    type: 'Unavailable',
    nonRetryable: false,
    message: '本系统的数据或文件暂不可用',
  });
  expect(platform.calls).toEqual([]);
});

it('平台不在才是平台没有应答; 拒绝不再重试', async () => {
  const { start, platform } = activities();
  platform.away = true;
  await expect(start()).rejects.toMatchObject({ type: 'PlatformAway', nonRetryable: false });
  platform.away = false;
  platform.start = () => Promise.reject(new Refused('腾讯电子签', 'InvalidParameter'));
  await expect(start()).rejects.toMatchObject({ type: 'Invalid', nonRetryable: true });
});
