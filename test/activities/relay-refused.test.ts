import { outboxCounts } from '../../notices/outbox';
import { outboxFixture } from '../support/outbox';
import { relayBench } from '../support/relays';

/** What follows from a written notice that the mail server refuses at once. */

const bench = relayBench();
beforeEach(() => {
  bench.trap.refuse['gone@client.example'] = '550 5.1.1 <gone@client.example> does not exist';
});

const row = (key: string) => bench.db('notices').where({ key }).first<Record<string, unknown>>();

it('a refused mail that brings a written notice is told to operations, once', async () => {
  const strange = await outboxFixture(bench.db, bench.vault, 'gone@client.example');
  await strange.queue([{ kind: 'notice.issued', to: 'client', data: { notice: 2, kind: 'cure', channel: 'email' } }]);
  for (const sender of [bench.relay(), bench.relay()]) await sender.runOnce();
  const [told] = bench.trap.mails;
  expect(told!.text).toMatch(/书面通知第 2 号[^@]*5\.1\.1[^@]*被退回的不是送达/);
  expect(told!.to).toMatchObject({ value: [{ address: 'operations@lvyue.local' }] });
  expect(await outboxCounts(bench.db)).toEqual({ bounced: 1, sent: 1 });
});

it('what follows from a refusal is recorded before the mark; where it cannot be, all is tried again', async () => {
  const strange = await outboxFixture(bench.db, bench.vault, 'gone@client.example');
  const [key] = await strange.queue([
    { kind: 'notice.issued', to: 'client', data: { notice: 2, kind: 'cure', channel: 'email' } },
  ]);
  const seen: unknown[] = [];
  const sender = bench.relay({
    async refused({ key: of, data }) {
      seen.push([of, data['notice'], (await row(of)).state]);
      if (seen.length === 1) throw Object.assign(new Error('gone@client.example'), { code: 'ECONNREFUSED' });
    },
  });
  await sender.runOnce();
  expect(await row(key!)).toMatchObject({ state: 'queued', error: 'Error ECONNREFUSED' });
  expect(await outboxCounts(bench.db)).toEqual({ queued: 1 }); // nobody has been told yet
  await bench.db('notices').where({ key }).update({ next_attempt_at: bench.db.fn.now() });
  await sender.runOnce();
  expect(await row(key!)).toMatchObject({ state: 'bounced' });
  expect(seen).toEqual([1, 2].map(() => [key, 2, 'sending']));
  expect(bench.logged.join('\n')).not.toContain('client.example');
});
