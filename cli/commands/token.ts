import { parseArgs } from 'node:util';
import { ROLES } from '../../domain/roles';
import { loadKeyRing } from '../../security/keyring';
import { modeOf } from '../../security/mode';
import { isRole, issueToken } from '../../security/tokens';

const USAGE = `用法: npx lvyue token --role ROLE --name NAME [--agreement NO]
ROLE: ${ROLES.join(' ')}`;

/** `npx lvyue token`: prints a bearer token for trying the API. 0 done, 2 bad arguments, 1 not possible here. */
export async function run(argv: string[]): Promise<number> {
  let values: { role?: string; name?: string; agreement?: string };
  try {
    const options = { role: { type: 'string' }, name: { type: 'string' }, agreement: { type: 'string' } } as const;
    ({ values } = parseArgs({ args: argv, options }));
  } catch {
    return complain(2, `参数不正确\n${USAGE}`);
  }
  const { role, name, agreement } = values;
  if (!isRole(role)) return complain(2, `${role === undefined ? '缺少 --role' : '未知角色'}\n${USAGE}`);
  if (!name?.trim()) return complain(2, `缺少 --name\n${USAGE}`);
  if (role === 'client' && !agreement)
    return complain(2, `缺少 --agreement: 角色 client 的令牌只用于一份协议, 须给出其编号\n${USAGE}`);
  try {
    if (modeOf(process.env) === 'production')
      return complain(1, '生产模式不签发试用令牌: 请使用身份提供方 (LVYUE_OIDC_ISSUER)');
    // The running product made the key file; one made here would sign tokens that nobody accepts.
    const keyRing = loadKeyRing(process.env, { generate: false });
    process.stdout.write(
      `${await issueToken(keyRing, { role, name: name.trim(), ...(agreement ? { agreement } : {}) })}\n`,
    );
    return 0;
  } catch (error) {
    return complain(1, `${(error as Error).message}\n请先启动产品 (npm start); 数据目录可用 LVYUE_DATA 指定`);
  }
}

function complain(code: number, message: string): number {
  process.stderr.write(`${message}\n`);
  return code;
}
