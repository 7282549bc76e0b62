import { createMailer, mailSettings, noticeHash } from '../../notices/mailer';
import { outboxCounts } from '../../notices/outbox';
import { createRecipients } from '../../notices/recipients';
import { AT, outboxFixture, type OutboxFixture } from '../support/outbox';
import { relayBench } from '../support/relays';
import { smtpTrap } from '../support/smtp';

const bench = relayBench();
let agreement: OutboxFixture;
beforeEach(async () => {
  agreement = await outboxFixture(bench.db, bench.vault);
});

const row = (key: string) => bench.db('notices').where({ key }).first<Record<string, unknown>>();
const review = { kind: 'review.delivered', to: 'client', data: { version: 2, due: Date.parse(AT) } } as const;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(condition: () => Promise<boolean> | boolean, ms = 20_000): Promise<void> {
  for (const end = Date.now() + ms; !(await condition()); await sleep(50)) {
    if (Date.now() > end) throw new Error('did not come true in time');
  }
}

describe('a mail', () => {
  it('arrives with both parts, and its delivery is recorded', async () => {
    const [key] = await agreement.queue([review]);
    const before = Date.now();
    expect(await bench.relay().runOnce()).toBe(1);

    const [mail] = bench.trap.mails;
    const no = agreement.workflowId.slice('agreement/'.length);
    expect(mail!.subject).toBe(`【履约】${no} 请审阅协议草案第 2 版`);
    expect(mail!.to).toMatchObject({ value: [{ address: 'xu@client.example', name: '许静' }] });
    expect(mail!.from).toMatchObject({ value: [{ address: 'notice@lvyue.local', name: '履约' }] });
    expect(mail!.text).toContain('许静，您好：');
    expect(mail!.html).toContain('许静，您好：');
    const hash = noticeHash(key!, new Date(AT));
    expect(mail!.messageId).toBe(`<${hash}@lvyue.local>`);
    expect(mail!.headers.get('x-lvyue-notice')).toBe(hash);
    expect(mail!.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail!.headers.get('date')).toEqual(new Date(AT));

    const { state, attempts, delivered_at: deliveredAt, error, message_hash: sentAs } = await row(key!);
    expect(sentAs).toBe(hash); // by which a report of its return finds it
    expect({ state, attempts, error }).toEqual({ state: 'sent', attempts: 1, error: null });
    expect((deliveredAt as Date).getTime()).toBeGreaterThanOrEqual(before - 1_000);
    expect((deliveredAt as Date).getTime()).toBeLessThan(Date.now() + 1_000);
  });

  it('brings sealed texts, unusual titles and the open deadline of the agreement', async () => {
    const reason = 't-0000000000000000000002';
    await bench.vault.sealTexts('c-text', [
      { ref: reason, text: '印章不清' },
      { ref: 't-0000000000000000000001', text: '授权证明' },
    ]);
    await agreement.queue([{ kind: 'intake.document-returned', to: 'client', data: { kind: 'other', reason } }]);
    await bench.relay().runOnce();
    for (const part of [bench.trap.mails[0]!.text, bench.trap.mails[0]!.html]) {
      for (const fact of ['印章不清', '授权证明', '2027-01-08 24:00']) expect(part).toContain(fact);
    }
  });

  it('goes to each role where it belongs', async () => {
    const ended = (['account-manager', 'finance', 'client'] as const).map(
      (to) => ({ kind: 'agreement.ended', to }) as const,
    );
    await agreement.queue(ended);
    await bench.relay().runOnce();
    const addresses = bench.trap.mails.map(({ to }) => (Array.isArray(to) ? undefined : to?.value[0]?.address));
    expect(addresses).toEqual(['lin@provider.example', 'finance@lvyue.local', 'xu@client.example']);
  });

  it('costs three statements at most', async () => {
    await agreement.queue(Array.from({ length: 20 }, () => review));
    const sender = bench.relay();
    const statements: string[] = [];
    const count = ({ sql }: { sql: string }): void => void statements.push(sql);
    bench.db.on('query', count);
    expect(await sender.runOnce()).toBe(20);
    bench.db.removeListener('query', count);
    expect(bench.trap.mails).toHaveLength(20);
    expect(statements.length).toBeLessThanOrEqual(3 * 20 + 2); // and one look for leases, one that finds nothing more
  });
});

describe('a reminder that came in quiet hours', () => {
  const clock = { id: 'review.client', due: '2027-01-09T00:00:00.000+08:00', clause: '§3.3' };
  const reminder = { kind: 'deadline.missed', to: 'client', data: clock } as const;
  const inAnHour = () => new Date(Math.round(Date.now() / 1_000) * 1_000 + 3_600_000);

  it('waits for the morning, holds up nobody, and says when it happened', async () => {
    const [waiting] = await agreement.queue([{ ...reminder, notBefore: inAnHour() }]);
    const [other] = await agreement.queue([review]);
    const sender = bench.relay();
    expect(await sender.runOnce()).toBe(1);
    expect(await row(other!)).toMatchObject({ state: 'sent' });
    expect(await row(waiting!)).toMatchObject({ state: 'queued', attempts: 0 });
    expect(await sender.idle()).toBe(true);

    const morning = new Date(Math.round(Date.now() / 1_000) * 1_000 - 5_000);
    await bench.db('notices').where({ key: waiting }).update({ not_before: morning });
    expect(await sender.idle()).toBe(false);
    expect(await sender.runOnce()).toBe(1);
    const mail = bench.trap.mails.at(-1)!;
    expect(mail.headers.get('date')).toEqual(morning);
    expect(mail.messageId).toBe(`<${noticeHash(waiting!, new Date(AT))}@lvyue.local>`);
    expect(mail.text).toContain('发生时间：2027-01-06 09:30（免打扰时段');
  });

  it('leaves at once where time is virtual, dated in that morning', async () => {
    const notBefore = inAnHour();
    const [key] = await agreement.queue([{ ...reminder, notBefore }]);
    const sender = bench.relay({ virtualTime: true });
    expect(await sender.idle()).toBe(false);
    expect(await sender.runOnce()).toBe(1);
    expect(bench.trap.mails[0]!.headers.get('date')).toEqual(notBefore);
    expect(await row(key!)).toMatchObject({ state: 'sent' });
  });
});

describe('what is not taken', () => {
  it('bounces for good, without the person in records and logs, and holds up nobody', async () => {
    const strange = await outboxFixture(bench.db, bench.vault, 'nobody@client.example');
    const [bounced] = await strange.queue([review]);
    const [fine] = await agreement.queue([review]);
    bench.trap.refuse['nobody@client.example'] = '550 5.1.1 <nobody@client.example> does not exist';
    const sender = bench.relay();
    await sender.runOnce();

    expect(await row(bounced!)).toMatchObject({
      state: 'bounced',
      error: 'RCPT TO: 550 5.1.1 <…> does not exist',
      delivered_at: null,
    });
    expect(await row(fine!)).toMatchObject({ state: 'sent' });
    expect(bench.logged.join('\n')).not.toMatch(/nobody|许静|client\.example/);
    expect(bench.logged.join('\n')).toContain('notice bounced');
    expect(sender.counters).toMatchObject({ sent: 2, bounced: 1 }); // a draft: operations is told
    expect(await outboxCounts(bench.db)).toEqual({ sent: 2, bounced: 1 });
    expect(bench.trap.mails.at(-1)!.to).toMatchObject({ value: [{ address: 'operations@lvyue.local' }] });
    expect(await sender.idle()).toBe(true);
  });

  it('for now is tried again later, ever less often', async () => {
    const [key] = await agreement.queue([review]);
    bench.trap.refuse['xu@client.example'] = '451 4.7.1 greylisted';
    const sender = bench.relay();
    const delays: number[] = [];
    for (let attempt = 1; attempt <= 9; attempt++) {
      await sender.runOnce();
      const found = await bench
        .db('notices')
        .where({ key })
        .first<{ state: string; wait: string }>(
          'state',
          bench.db.raw('extract(epoch from next_attempt_at - now()) as wait'),
        );
      expect(found.state).toBe('queued');
      delays.push(Math.round(Number(found.wait)));
      expect(await sender.runOnce()).toBe(0); // not due yet
      await bench.db('notices').where({ key }).update({ next_attempt_at: bench.db.fn.now() });
    }
    expect(delays.map((s) => Math.round(s / 10) * 10)).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);

    bench.trap.refuse = {};
    delete bench.trap.refuse['xu@client.example'];
    expect(await row(key!)).toMatchObject({ error: 'RCPT TO: 451 4.7.1 greylisted', attempts: 9 });
  });

  it('cannot be sent at all when the people were erased', async () => {
    const [key] = await agreement.queue([review]);
    await bench.db('personal').delete().where('ref', 'like', 'r-parties%');
    const sender = bench.relay();
    await sender.runOnce();
    expect(await row(key!)).toMatchObject({ state: 'failed', error: '收件人资料已删除或不存在' });
    expect(sender.counters.failed).toBe(1);
  });

  it('waits for an address that the directory lacks', async () => {
    const [key] = await agreement.queue([{ kind: 'review.requested', to: 'legal', data: { version: 1 } }]);
    const production = createRecipients({ LVYUE_MODE: 'production', LVYUE_STAFF: '{"finance":"f@x.example"}' });
    await bench.relay({ recipients: production }).runOnce();
    expect(await row(key!)).toMatchObject({ state: 'queued', error: 'LVYUE_STAFF 中没有「法务」(legal) 的邮箱' });
  });
});

describe('a mail server that is away', () => {
  it('stops nothing but the mails, which go out when it is back', async () => {
    const port = Number(new URL(bench.trap.url).port);
    await bench.trap.stop();
    await agreement.queue([review, review, review]);
    const sender = bench.relay();
    sender.start(50);
    await until(() => sender.counters.unreachable >= 2);
    expect(sender.counters.unreachable).toBeLessThan(10); // it is asked ever less often
    expect(await outboxCounts(bench.db)).toEqual({ queued: 3 });
    expect((await bench.db('notices').whereNotNull('error').first<{ error: string }>('error')).error).toMatch(
      /^ESOCKET/,
    );

    bench.trap = await smtpTrap(port);
    await until(() => bench.trap.mails.length === 3);
    await until(() => sender.idle());
    expect(await outboxCounts(bench.db)).toEqual({ sent: 3 });
  });

  it('or that breaks off on one mail does not keep the others waiting', async () => {
    const poison = await outboxFixture(bench.db, bench.vault, 'poison@client.example');
    bench.trap.cut.add('poison@client.example');
    const [bad] = await poison.queue([review]);
    await agreement.queue([review, review]);
    const sender = bench.relay();
    sender.start(50);
    await until(() => bench.trap.mails.length === 2);
    expect(await row(bad!)).toMatchObject({ delivered_at: null });
  });

  it('or that never answers costs a bounded time', async () => {
    const silent = await import('node:net').then(({ createServer }) => createServer(() => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    await agreement.queue([review]);
    const mailer = createMailer(`smtp://127.0.0.1:${port}`, { ...mailSettings({}), timeoutMs: 500 });
    const sender = bench.relay({ mailer });
    const before = Date.now();
    await sender.runOnce();
    expect(Date.now() - before).toBeLessThan(2_000);
    expect(sender.counters.unreachable).toBe(1);
    silent.close();
  });
});

describe('several relays', () => {
  it('send each of 200 notices exactly once', async () => {
    const keys = await agreement.queue(Array.from({ length: 200 }, () => review));
    const both = [bench.relay(), bench.relay()];
    for (const one of both) one.start(20);
    await until(() => both[0]!.idle(), 30_000);
    const ids = bench.trap.mails.map(({ messageId }) => messageId);
    expect(ids).toHaveLength(200);
    expect(new Set(ids)).toEqual(new Set(keys.map((key) => `<${noticeHash(key, new Date(AT))}@lvyue.local>`)));
    for (const one of both) expect(one.counters.sent).toBeGreaterThan(20); // both worked
  });

  it('take over what a dead one had claimed, but only after its lease', async () => {
    const [key] = await agreement.queue([review]);
    // what a relay leaves behind that dies in the middle
    await bench
      .db('notices')
      .where({ key })
      .update({ state: 'sending', attempts: 1, next_attempt_at: bench.db.raw(`now() + interval '700 ms'`) });
    const sender = bench.relay({ leaseMs: 400 });
    expect(await sender.idle()).toBe(false);
    expect(await sender.runOnce()).toBe(0);
    sender.start(50);
    await until(() => bench.trap.mails.length === 1);
    await until(() => sender.idle());
    expect(await row(key!)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(sender.counters.reclaimed).toBe(1);
    expect(bench.logged.join()).toContain('relay that died');
  });
});

describe('the loop', () => {
  it('survives a database that goes away, and a mail that was taken meanwhile is marked, not sent again', async () => {
    const [key] = await agreement.queue([review]);
    const mailer = createMailer(bench.trap.url, mailSettings({}));
    const sender = bench.relay({
      mailer: {
        ...mailer,
        async send(mail) {
          await mailer.send(mail);
          await bench.db.raw('alter table notices rename to notices_away'); // between the server's answer and the mark
          setTimeout(() => void bench.db.raw('alter table notices_away rename to notices').catch(() => undefined), 700);
        },
      },
    });
    sender.start(50);
    await until(async () => sender.counters.sent === 1);
    await sleep(300);
    expect(await row(key!)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(bench.trap.mails).toHaveLength(1);
    expect(bench.logged.join()).toContain('could not be marked');
  });

  it('ends after the mail under way', async () => {
    await agreement.queue(Array.from({ length: 30 }, () => review));
    const sender = bench.relay();
    sender.start(10);
    await until(() => bench.trap.mails.length >= 3);
    await sender.stop();
    const { sent, queued } = (await outboxCounts(bench.db)) as { sent: number; queued: number };
    expect(sent).toBe(bench.trap.mails.length);
    expect(sent + queued).toBe(30);
  });
});
