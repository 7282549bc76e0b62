import { fileVerifications, signingReport } from '../../activities/signing-evidence';
import { verifyEvidence } from '../../documents/evidence/verify';
import { agreementId } from '../../domain/ids';
import { DAY, dateAt, HOUR, MINUTE, parseInstant } from '../../domain/time';
import type { Line } from '../../rehearsal/lines';
import type { SigningPlatforms } from '../../signing/platforms';
import { FakePlatform, fakePlatforms } from '../support/fake-platform';
import { PlayedPlatform } from '../support/played-platform';
import { openTheatre, type Theatre } from '../support/rehearsal';

/** 电子签署 on the real server with time skipping, against a platform in this process. */

let theatre: Theatre;
let platform: FakePlatform;
beforeAll(async () => {
  const signing: SigningPlatforms = {
    ...fakePlatforms(),
    find: (name) => (name === platform.name ? platform : undefined),
    closeKey: ({ startKey }) => Promise.resolve(platform.flowIdOf(startKey)),
  };
  theatre = await openTheatre({ signing });
}, 120_000);
afterAll(() => theatre.close());
beforeEach(() => void (platform = new PlayedPlatform(theatre.world)));

const SCENARIO = (events = '', until = 'execution+5d'): string => `
name: e-signing-test
extends: happy
habits:
  signing: { at: 1d, answer: electronic }
events:
${events}
  - { at: execution+1d, do: figures.record, with: { satisfaction: 90 } }
until: ${until}
`;
const at = ({ at: instant }: Line): number => parseInstant(instant);

test('without a single call-back: asked by the clock, both sign in turn, and it is in force as after paper', async () => {
  const played = await theatre.play(SCENARIO());
  const { of, lines } = played;
  const started = of('signing.flow.started')[0]!;
  const signed = of('signing.signed');
  expect(signed.map((line) => [line['party'], Math.round((at(line) - at(started)) / HOUR)])).toEqual([
    ['client', 3],
    ['provider', 6],
  ]);
  expect(of('signing.flow.ended')).toMatchObject([{ state: 'completed' }]);
  expect(of('agreement.effective')).toMatchObject([{ effectiveOn: dateAt(at(signed[1]!)) }]);
  expect(of('phase.entered').map((line) => line['phase'])).toContain('execution');
  expect(of('command').map((line) => line['name'])).not.toContain('signature.record');
  expect(of('command').filter((line) => line['outcome'] !== 'accepted')).toEqual([]);
  // asked every four hours: once when it began, then at four and at eight
  expect(platform.calls.filter((call) => call === 'status')).toHaveLength(3);
  expect(platform.charged).toHaveLength(1);

  const no = lines[0]!.workflowId.slice(agreementId('').length);
  const { db, blobs, vault } = theatre.world;
  const [file] = await db('uploads')
    .where({ agreement_no: no, uploaded_by: 'platform-ess' })
    .select<{ client_id: string; sha256: string }[]>();
  const { bytes } = await blobs.get(file!.client_id, file!.sha256);
  expect(bytes.toString('latin1')).toContain('% signed client\n% signed provider');

  // how the platform knows people is kept sealed, and is nowhere else
  const evidence = await db('signing_evidence').where({ agreement_no: no }).select<{ what: string; ref: string }[]>();
  expect(evidence.map(({ what }) => what).sort()).toEqual(['signer', 'signer', 'verification']);
  const sealed = await Promise.all(evidence.map(({ ref }) => vault.openRecord(ref)));
  expect(JSON.stringify(sealed)).toContain('203.0.113.7');
  const said = { identifiedBy: '企业实名+人脸', ip: '203.0.113.7' };
  expect(await signingReport({ db, vault }, `${no}/v1/s1`)).toEqual({ client: said, provider: said });
  expect(await signingReport({ db, vault }, `${no}/v1/s2`)).toBeUndefined();
  const verified = { sha256: file!.sha256, genuine: true, signatures: 2, detail: 'fake' };
  expect(await fileVerifications({ db, vault }, `${no}/v1/s1`)).toEqual([{ at: expect.any(Number), ...verified }]);
  const pack = await db('documents')
    .where({ workflow_id: agreementId(no), kind: 'signature-evidence' })
    .first<{ client_id: string; sha256: string }>('client_id', 'sha256');
  const { evidence: data } = await verifyEvidence((await blobs.get(pack.client_id, pack.sha256)).bytes);
  expect(data!.flow!.verifications).toMatchObject([verified]);
  const plain = JSON.stringify([
    await db('agreements').where({ no }).first('state'),
    await db('audit_events')
      .where({ workflow_id: agreementId(no) })
      .select('data'),
    await db('notices')
      .where({ workflow_id: agreementId(no) })
      .select('data'),
  ]);
  expect(plain).toContain('platform-ess'); // the trail is really there
  expect(plain).not.toMatch(/203\.0\.113|企业实名|周明远|13900139002/);
}, 120_000);

test('a platform away for a day, with the answer to the start lost before: nobody is held up, one flow is charged', async () => {
  const played = new PlayedPlatform(theatre.world);
  Object.assign(played, { losesUntil: 10 * MINUTE, awayUntil: DAY });
  platform = played;
  const replace = '  - { at: signing+30h, do: person.replace, by: operations }';
  const { of } = await theatre.play(SCENARIO(replace));
  const began = at(of('signing.flow.requested')[0]!);
  const replaced = of('command').find((line) => line['name'] === 'person.replace');
  expect(replaced).toMatchObject({ outcome: 'accepted' });
  const [away] = of('signing.platform-away');
  expect(at(away!) - began).toBeLessThan(HOUR);
  const told = of('notice.sent').filter((line) => line['kind'] === 'signing.platform-away');
  expect(told.map((line) => line['to']).sort()).toEqual(expect.arrayContaining(['manager', 'operations']));
  expect(at(of('signing.flow.started')[0]!) - began).toBeGreaterThanOrEqual(DAY);
  expect(of('signing.platform-back')).toHaveLength(1);
  expect(of('agreement.effective')).toHaveLength(1);
  expect(platform.charged).toEqual([expect.stringMatching(/\/v1\/s1$/)]);
  expect(platform.calls.filter((call) => call === 'start').length).toBeGreaterThan(1);
}, 180_000);

test('withdrawn while it is signed: cancelled on the platform, and the execution ends', async () => {
  const withdraw = '  - { at: signing+29h, do: agreement.withdraw, by: client }';
  const { result, of } = await theatre.play(SCENARIO(withdraw, 'signing+9d'));
  expect(result.outcome).toBe('withdrawn');
  expect(of('signing.signed').map((line) => line['party'])).toEqual(['client']);
  expect(of('signing.flow.ended')).toMatchObject([{ state: 'void' }]);
  expect([...platform.flows.values()]).toMatchObject([{ state: 'cancelled' }]);
  expect(of('agreement.effective')).toEqual([]);
}, 120_000);

test('the people of a play sign on the platform, which calls back: nobody waits for the clock', async () => {
  const plain = new FakePlatform('ess');
  platform = plain;
  theatre.deps.signFor = (flowId, party, instant) => Promise.resolve(plain.sign(flowId, party, instant));
  try {
    const { of } = await theatre.play(SCENARIO('', 'execution+2d'));
    const [started, effective] = [at(of('signing.flow.started')[0]!), at(of('agreement.effective')[0]!)];
    expect(of('signing.signed').map((line) => line['party'])).toEqual(['client', 'provider']);
    expect(Math.round((effective - started) / HOUR)).toBe(4); // two hours each
    expect(effective - at(of('signing.signed')[1]!)).toBeLessThan(10 * MINUTE);
  } finally {
    delete theatre.deps.signFor;
  }
}, 120_000);
