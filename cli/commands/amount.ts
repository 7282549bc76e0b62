import { Failure } from '../../domain/failures';
import { capitalAmount } from '../../domain/money/amount';

export const usage = ['amount FEN'];

/** Prints the 大写 of an amount in fen. Exit code 1 when it is no such amount, 2 for bad arguments. */
export async function run(argv: string[]): Promise<number> {
  const [fen] = argv;
  if (fen === undefined || argv.length > 1) {
    console.error('用法: lvyue amount FEN (金额, 以分为单位的整数)');
    return 2;
  }
  try {
    if (!/^-?\d{1,40}$/.test(fen)) throw new Failure('Invalid', '金额应为整数分', 'fen');
    console.log(capitalAmount(BigInt(fen)));
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.detail);
    return 1;
  }
}
