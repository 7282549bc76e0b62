import type { CaseBook } from '../../domain/case/book';
import type { CaseOrder } from '../../domain/case/types';
import type { Turn } from '../shared/model';
import { absorbInto } from '../shared/proxies';

/** Tells the request that this one has been merged into; told twice, it takes it in once. */
export async function fulfil({ into, duplicate }: CaseOrder): Promise<Turn<CaseBook>> {
  const told = await absorbInto({ into, duplicate });
  return (book) => {
    book.state.orders = book.state.orders.slice(1);
    if (!told) book.emit('request.not-absorbed', { into });
  };
}
