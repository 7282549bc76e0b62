import { ROLE_ZH, type Role } from '../../domain/roles';
import { listing } from '../../rehearsal/listing';

/** `--list` for people: what a scenario file may name. */
export function listLines(): string[] {
  const { scenarios, deadlines, commands, agreement } = listing();
  const role = (name: string): string => ROLE_ZH[name as Role] ?? name;
  return [
    '内置剧本 (--scenario NAME, extends):',
    ...scenarios.map(({ name, title }) => `  ${name.padEnd(20)} ${title}`),
    '',
    '期限 (habits, events 的 at):',
    ...deadlines.map(({ id, title, clause, owner, point, answers }) =>
      [
        `  ${id.padEnd(24)} ${clause} ${title}`,
        point ? '时点' : role(owner),
        ...(answers.length > 0 ? [`answer: ${answers.join(' | ')}`] : []),
      ].join(' · '),
    ),
    '',
    '命令 (events 的 do; * 为必填, 缺省时由彩排补上):',
    ...commands.flatMap(({ do: name, title, by, fields }) => [
      `  ${name.padEnd(28)} ${title} · by: ${by.join(' | ')}`,
      ...(fields.length > 0
        ? [`      with: ${fields.map((f) => `${f.name}${f.required ? '*' : ''}`).join(', ')}`]
        : []),
    ]),
    '',
    `协议 (agreement): ${agreement.join(', ')}`,
    '时间: at: 50% | 1h | 2d (habits), +120d | evaluation+2d | term.end-10d | 2027-03-01T10:00+08:00 (events); late: 10min; before: 5d; silent: true',
  ];
}
