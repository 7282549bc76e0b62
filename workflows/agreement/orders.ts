import type { AgreementBook } from '../../domain/agreement/book';
import { carriedOver } from '../../domain/agreement/open';
import type { Agreement, Order } from '../../domain/agreement/types';
import { startCase, startRenewal, tellPredecessor, tellSuccessor } from '../shared/proxies';
import type { Turn } from '../shared/model';
import { moveFirstDay } from '../../domain/agreement/evaluation';

/** Carries out what a step has ordered and says what that changes; each order is idempotent by its own key. */
export async function fulfil(state: Agreement, order: Order): Promise<Turn<AgreementBook>> {
  const { no } = state;
  switch (order.order) {
    case 'renewal': {
      const { termEnd, intake } = state;
      const { no: successor } = await startRenewal({
        predecessor: no,
        input: carriedOver(state),
        agreed: { requirements: intake.requirements, targets: intake.targets },
        termEnd: termEnd!,
        nth: order.nth,
        now: Date.now(),
      });
      return (book) => {
        done(book);
        book.state.successor = successor;
        if (book.state.termEnd !== termEnd) moveFirstDay(book, successor); // bridged meanwhile
        book.emit('renewal.started', { successor });
        book.notify('renewal.started', 'client', { successor });
      };
    }
    case 'tell-predecessor':
      await tellPredecessor({ predecessor: order.predecessor, successor: no, what: order.what });
      return done;
    case 'tell-successor':
      await tellSuccessor({ successor: order.successor, startsOn: order.startsOn });
      return done;
    case 'open-case':
      await startCase({ input: order.input, now: Date.now() });
      return done;
  }
}

/** Orders are carried out one by one, the first first. */
function done(book: AgreementBook): void {
  book.state.orders = book.state.orders.slice(1);
}
