import { checkUscc } from '../../domain/codes/uscc';

export const usage = ['uscc CODE'];

/** Validates a unified social credit code. Exit code 1 when invalid, with the reason; 2 for bad arguments. */
export async function run(argv: string[]): Promise<number> {
  const [code] = argv;
  if (code === undefined || argv.length > 1) {
    console.error('用法: lvyue uscc CODE (18 位统一社会信用代码)');
    return 2;
  }
  const check = checkUscc(code);
  if (check.ok) console.log('有效');
  else console.error(`无效: ${check.reason}`);
  return check.ok ? 0 : 1;
}
