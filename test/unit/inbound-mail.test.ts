import { cameLate, descriptionOf, kindOfMail, numbersIn, readMail, reportedAt } from '../../api/inbound/mail';
import { inboundBody } from '../../api/inbound/schema';
import { TEXT_MAX } from '../../api/schemas/fields';
import { DAY, MINUTE } from '../../domain/time';

const read = (mail: object) =>
  readMail(inboundBody.parse({ from: 'xu@client.example', to: 'desk@house.example', text: '', ...mail }));
const encoded = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

describe('来信: 指明哪份协议', () => {
  it.each([
    ['主题', { subject: '回复: 2026-客户维护-001 的问题' }],
    ['编码的主题', { subject: `Re: ${encoded('2026-客户维护-001')}` }],
    ['全角的主题', { subject: '２０２６－客户维护－００１' }],
    ['+ 后缀', { to: 'desk+2026-客户维护-001@house.example' }],
    ['百分号编码的 + 后缀', { to: `desk+${encodeURIComponent('2026-客户维护-001')}@house.example` }],
    ['RFC 2047 编码的收件地址', { to: `${encoded('desk+2026-客户维护-001')}@house.example` }],
    ['几个收件人之一', { to: ['a@b.example', '运营 <desk+2026-客户维护-001@house.example>'] }],
    ['案件编号中的协议编号', { subject: 'Re: 投诉 2026-客户维护-001-C3 已收到' }],
  ])('%s', async (_where, mail) => {
    expect(numbersIn(await read(mail))).toEqual(['2026-客户维护-001']);
  });

  it('收件地址的 + 后缀先于主题; 每个只算一次', async () => {
    const mail = await read({ to: 'desk+2026-甲-002@house.example', subject: '2026-甲-001, 2026-甲-002' });
    expect(numbersIn(mail)).toEqual(['2026-甲-002', '2026-甲-001']);
  });

  it('没有编号, 或不是编号的数字, 什么都不指明', async () => {
    for (const subject of ['', '2026-12-08 的会议', '12026-客户维护-001', '2026-客户维护-01'])
      expect([subject, numbersIn(await read({ subject }))]).toEqual([subject, []]);
    expect(numbersIn(await read({ to: '2026-客户维护-001@house.example' }))).toEqual([]);
  });
});

describe('来信: 发件人', () => {
  it('取地址, 不分大小写; 没有或多于一个的不认', async () => {
    expect((await read({ from: `${encoded('许𬭎')} <XU@Client.Example>` })).from).toBe('xu@client.example');
    expect((await read({ from: 'a@b.example, xu@client.example' })).from).toBeUndefined();
    expect((await read({ from: '许女士' })).from).toBeUndefined();
  });

  it('字段里的换行不能另起一个邮件头', async () => {
    const mail = await read({ from: 'a@b.example\r\nFrom: xu@client.example', subject: 'x\r\nTo: c@d.example' });
    expect(mail.from).toBeUndefined();
    expect(mail.to).toEqual(['desk']);
  });
});

describe('来信: 投诉还是需求', () => {
  it.each([
    ['complaint', { subject: '我要投诉' }],
    ['complaint', { subject: 'Complaint about the calls' }],
    ['complaint', { to: '投诉+2026-甲-001@house.example' }],
    ['complaint', { to: `${encodeURIComponent('投诉')}@house.example` }],
    ['request', { subject: '请增加一次培训', text: '不是投诉' }],
    ['request', { subject: '2026-投诉处理-001 的安排' }], // 简称 of the agreement
    ['request', { to: 'desk@complaint.example' }],
  ])('%s: %j', async (kind, mail) => {
    expect(kindOfMail(await read(mail))).toBe(kind);
  });
});

describe('来信: 所述', () => {
  it('主题与正文; 无法印刷的字符不妨碍登记', async () => {
    const mail = await read({ subject: '没有回电： 😀', text: '第一行\r\n第二行\u200b\u0000 ' });
    expect(descriptionOf(mail)).toBe('没有回电： 〓\n\n第一行\r\n第二行');
    expect(descriptionOf(await read({}))).toBe('(邮件没有内容)');
  });

  it('过长的截断, 不截在一个字的中间', async () => {
    const text = descriptionOf(await read({ text: '𬭎'.repeat(TEXT_MAX) }));
    expect(text.length).toBeLessThanOrEqual(TEXT_MAX);
    expect(text).toMatch(/^𬭎+…$/u);
  });
});

describe('来信: 何时提出', () => {
  const now = Date.parse('2026-12-08T10:00:00+08:00');
  const at = async (date: string) => reportedAt(await read({ date }), now);

  it('邮件的日期, 如果就在刚才', async () => {
    expect(await at('Tue, 08 Dec 2026 09:55:00 +0800')).toBe(now - 5 * MINUTE);
  });

  it('路上耽搁的, 也是邮件的日期: 时限自客户提出之时起算 (§4)', async () => {
    expect(await at('2026-12-08T09:20:00+08:00')).toBe(now - 40 * MINUTE);
    expect(await at('2026-12-01T10:00:00+08:00')).toBe(now - 7 * DAY);
  });

  it('以后的, 七天以前的, 读不懂的, 都以收到为准', async () => {
    for (const date of ['2026-12-08T10:00:01+08:00', '2026-12-01T09:59:59+08:00', '昨天'])
      expect([date, await at(date)]).toEqual([date, undefined]);
  });

  it('早得客户自己不能补记的, 由运营代为登记', () => {
    expect(cameLate(now - 9 * MINUTE - 1, now)).toBe(true);
    expect([now, now - 9 * MINUTE, undefined].filter((reported) => cameLate(reported, now))).toEqual([]);
  });
});
