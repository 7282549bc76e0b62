import {
  basisPoints,
  dateZh,
  dueZh,
  instantShort,
  instantZh,
  monthZh,
  numeralZh,
  targetZh,
} from '../../documents/format';
import { parseInstant } from '../../domain/time';

test('dates and times are China’s, midnight is the end of the day before', () => {
  expect(dateZh('2027-01-05')).toBe('2027年1月5日');
  expect(monthZh('2027-12')).toBe('2027年12月');
  expect(instantZh(parseInstant('2027-01-05T23:30Z'))).toBe('2027年1月6日 07:30');
  expect(instantShort(parseInstant('2027-01-05T09:05+08:00'))).toBe('01-05 09:05');
  expect(dueZh(parseInstant('2027-01-01T00:00+08:00'))).toBe('2026年12月31日 24:00');
  expect(dueZh(parseInstant('2027-01-01T00:01+08:00'))).toBe('2027年1月1日 00:01');
});

test('numbers of articles', () => {
  expect([1, 9, 10, 11, 19, 20, 21, 99].map(numeralZh)).toEqual([
    '一',
    '九',
    '十',
    '十一',
    '十九',
    '二十',
    '二十一',
    '九十九',
  ]);
});

test('targets and rates', () => {
  expect(targetZh({ value: 5, unit: 'workday' })).toBe('5 个工作日');
  expect(targetZh({ value: 30, unit: 'min' })).toBe('30 分钟');
  expect([5, 10, 50, 100].map(basisPoints)).toEqual(['0.05%', '0.1%', '0.5%', '1%']);
});
