import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changed, OWN_TEMPLATE, wordFile } from '../support/own-template';

const BIN = join(__dirname, '../../cli/lvyue.js');
const ROOT = join(__dirname, '../..');

function lvyue(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { cwd: ROOT, encoding: 'utf8' });
  return { status, stdout, stderr };
}
const due = (from: string, value: string, unit: string, ...more: string[]): ReturnType<typeof lvyue> =>
  lvyue('calendar', 'due', '--from', from, '--value', value, '--unit', unit, ...more);

describe('lvyue calendar due', () => {
  it.each([
    ['2026-09-24T10:00+08:00', '5', 'workday', '2026-10-10T00:00:00.000+08:00'],
    ['2026-09-24T02:00:00Z', '30', 'min', '2026-09-24T10:30:00.000+08:00'],
    ['2026-12-30T10:00+08:00', '1', 'workday', '2027-01-01T00:00:00.000+08:00'],
    ['2026-12-30T10:00+08:00', '2', 'workday', '2027-01-05T00:00:00.000+08:00 projected'],
  ])('from %s, %s %s is %s', (from, value, unit, printed) => {
    expect(due(from, value, unit)).toEqual({ status: 0, stdout: `${printed}\n`, stderr: '' });
  });

  it('ends at the closing time of the service hours, and lets hours run inside them', () => {
    const hours = ['--service-hours', '09:00-12:00,13:30-18:00'];
    expect(due('2026-09-24T10:00+08:00', '5', 'workday', ...hours).stdout).toBe('2026-10-09T18:00:00.000+08:00\n');
    expect(due('2026-09-24T10:00+08:00', '4', 'h', ...hours).stdout).toBe('2026-09-24T15:30:00.000+08:00\n');
    expect(due('2026-09-24T17:50+08:00', '30', 'min', ...hours).stdout).toBe('2026-09-28T09:20:00.000+08:00\n');
  });

  it.each([
    ['an instant without an offset', ['2026-09-24T10:00', '5', 'workday']],
    ['a date that does not exist', ['2026-02-30T10:00Z', '5', 'workday']],
    ['a fraction', ['2026-09-24T10:00Z', '1.5', 'workday']],
    ['an unknown unit', ['2026-09-24T10:00Z', '5', 'week']],
    ['overlapping service hours', ['2026-09-24T10:00Z', '5', 'workday', '--service-hours', '09:00-12:00,11:00-13:00']],
    ['an unknown option', ['2026-09-24T10:00Z', '5', 'workday', '--zone', 'UTC']],
  ] as const)('refuses %s with exit code 2', (_, [from, value, unit, ...more]) => {
    const { status, stdout, stderr } = due(from, value, unit, ...more);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('用法: lvyue calendar due');
  });

  it('refuses a missing argument with exit code 2', () => {
    expect(lvyue('calendar', 'due', '--value', '5', '--unit', 'workday')).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('lvyue amount and lvyue uscc', () => {
  it('print the answer', () => {
    expect(lvyue('amount', '123456')).toEqual({ status: 0, stdout: '壹仟贰佰叁拾肆元伍角陆分\n', stderr: '' });
    expect(lvyue('uscc', '91350100M000100Y43')).toEqual({ status: 0, stdout: '有效\n', stderr: '' });
  });

  it('exit with 1 and the reason when it is invalid', () => {
    expect(lvyue('amount', '-5')).toEqual({ status: 1, stdout: '', stderr: '金额不能为负\n' });
    expect(lvyue('amount', '12.5')).toEqual({ status: 1, stdout: '', stderr: '金额应为整数分\n' });
    expect(lvyue('uscc', '91350100M000100Y44')).toEqual({ status: 1, stdout: '', stderr: '无效: 校验码不符\n' });
  });

  it('exit with 2 without an argument', () => {
    expect([lvyue('amount').status, lvyue('uscc').status]).toEqual([2, 2]);
  });
});

describe('lvyue template check', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lvyue-template-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const check = async (paragraphs: readonly string[]): Promise<ReturnType<typeof lvyue>> => {
    const file = join(folder, '协议.docx');
    writeFileSync(file, await wordFile(paragraphs));
    return lvyue('template', 'check', file);
  };

  it('lists the clauses of a template that is fit to upload', async () => {
    const { status, stdout, stderr } = await check(OWN_TEMPLATE);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('符合要求, 20 个条款');
    expect(stdout).toContain('【confidentiality/provider-only】甲方的保密义务: 1 款');
  });

  it('names everything that is wrong, with exit code 1', async () => {
    const { status, stdout, stderr } = await check(changed({ '【law】法律': '【lex】法律', '{{争议解决}}': '协商。' }));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('不符合要求, 3 处');
    for (const miss of ['未知的条款标记【lex】', '缺少核心条款【law】', '缺少 {{争议解决}}'])
      expect(stderr).toContain(miss);
  });

  it('refuses what is no Word file with 1, bad arguments with 2', () => {
    expect(lvyue('template', 'check', BIN)).toMatchObject({ status: 1, stdout: '' });
    expect(lvyue('template', 'check', join(folder, 'none.docx'))).toMatchObject({ status: 1, stdout: '' });
    expect(lvyue('template', 'check')).toMatchObject({ status: 2, stdout: '' });
    expect(lvyue('template', 'upload', BIN)).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('lvyue verify', () => {
  it.each([
    ['no file', []],
    ['two files', ['a.pdf', 'b.pdf']],
    ['an unknown option', ['a.pdf', '--key', 'x']],
    ['a file that is not there', ['no-such-file.pdf', '--url', 'http://localhost:9']],
    ['an address that is none', ['package.json', '--url', 'localhost']],
  ])('refuses %s with exit code 2', (_, args) => {
    const { status, stdout, stderr } = lvyue('verify', ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).not.toBe('');
  });
});

describe('lvyue', () => {
  it('lists its commands, and refuses an unknown one with exit code 2', () => {
    const help = lvyue('--help');
    expect(help.status).toBe(0);
    for (const name of ['amount FEN', 'calendar due', 'uscc CODE', 'template check FILE', 'verify FILE'])
      expect(help.stdout).toContain(`lvyue ${name}`);
    expect(lvyue('no-such-command')).toMatchObject({ status: 2, stdout: '' });
    expect(lvyue('../lvyue')).toMatchObject({ status: 2, stdout: '' });
  });
});
