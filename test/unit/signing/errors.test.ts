import { Failure } from '../../../domain/failures';
import { charging, MaybeStarted, PlatformAway, Refused, understood, whileUnsettled } from '../../../signing/errors';

describe('发起的结果', () => {
  it('只有明确的拒绝算没有发起, 其余都待查询', async () => {
    const refused = new Refused('e签宝', '1435002');
    await expect(charging(() => Promise.reject(refused))).rejects.toBe(refused);
    for (const error of [new Failure('Unavailable', '不在'), new Error('socket hang up')])
      await expect(charging(() => Promise.reject(error))).rejects.toBeInstanceOf(MaybeStarted);
  });

  it('适配器看不懂的答复等于没有答复, 拒绝仍是拒绝, 我方的故障不算平台的', async () => {
    for (const error of [new TypeError('no fileId'), new Failure('Internal', '没有这个流程')])
      await expect(understood(() => Promise.reject(error))).rejects.toBeInstanceOf(PlatformAway);
    const own = new Failure('Unavailable', '发起的进度暂时无法登记');
    for (const error of [new Refused('e签宝', '1'), new Failure('NotNow', '未轮到'), own])
      await expect(understood(() => Promise.reject(error))).rejects.toBe(error);
    expect(own).not.toBeInstanceOf(PlatformAway);
  });

  it('上一次是否发起尚不清楚时, 任何失败都可以再试, 也不算拒绝', () => {
    const failures = [new Refused('腾讯电子签', 'InvalidParameter'), new Failure('Internal', '不认识')];
    for (const failure of failures) expect(whileUnsettled(failure)).toBeInstanceOf(MaybeStarted);
    for (const passing of [new TypeError('bug'), new Failure('Unavailable', '不在')])
      expect(whileUnsettled(passing)).toBe(passing);
  });
});
