import { Failure } from '../../../domain/failures';
import { charging, MaybeStarted, Refused, whileUnsettled } from '../../../signing/errors';

describe('发起的结果', () => {
  it('只有明确的拒绝算没有发起, 其余都待查询', async () => {
    const refused = new Refused('e签宝', '1435002');
    await expect(charging(() => Promise.reject(refused))).rejects.toBe(refused);
    for (const error of [new Failure('Unavailable', '不在'), new Error('socket hang up')])
      await expect(charging(() => Promise.reject(error))).rejects.toBeInstanceOf(MaybeStarted);
  });

  it('上一次是否发起尚不清楚时, 任何失败都可以再试, 也不算拒绝', () => {
    const failures = [new Refused('腾讯电子签', 'InvalidParameter'), new Failure('Internal', '不认识')];
    for (const failure of failures) expect(whileUnsettled(failure)).toBeInstanceOf(MaybeStarted);
    const bug = new TypeError('bug');
    expect(whileUnsettled(bug)).toBe(bug);
  });
});
