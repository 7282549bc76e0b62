import { ROLE_ZH, type Role } from '../../domain/roles';

/** 代办: both names, the one who is away and (in the salutation) the one who acts. */
export function behalf(to: Role, [away, ...others]: readonly string[] = []): string[] {
  if (away === undefined) return [];
  const through = others.length > 0 ? `（经${others.join('、')}转托）` : '';
  return [`代 ${away} 处理${through}：${away}（${ROLE_ZH[to]}）外出，以下事项委托您代为处理。`];
}
