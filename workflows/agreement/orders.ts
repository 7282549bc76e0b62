import type { AgreementBook } from '../../domain/agreement/book';
import type { Agreement, Order } from '../../domain/agreement/types';
import { startRenewal, tellPredecessor, tellSuccessor } from '../shared/proxies';
import type { Turn } from '../shared/model';
import { moveFirstDay } from '../../domain/agreement/evaluation';

/** Carries out what a step has ordered and says what that changes; each order is idempotent by its own key. */
export async function fulfil(state: Agreement, order: Order): Promise<Turn<AgreementBook>> {
  const { no, clientId, partiesRef } = state;
  switch (order.order) {
    case 'renewal': {
      const { terms, standard, calendar, termEnd, intake } = state;
      const { no: successor } = await startRenewal({
        predecessor: no,
        input: { clientId, partiesRef, terms, standard, calendar },
        agreed: { requirements: intake.requirements, targets: intake.targets },
        termEnd: termEnd!,
        nth: order.nth,
        now: Date.now(),
      });
      return (book) => {
        done(book, order);
        book.state.successor = successor;
        if (book.state.termEnd !== termEnd) moveFirstDay(book, successor); // bridged meanwhile
        book.emit('renewal.started', { successor });
        book.notify('renewal.started', 'client', { successor });
      };
    }
    case 'tell-predecessor':
      await tellPredecessor({ predecessor: order.predecessor, successor: no, what: order.what });
      return (book) => done(book, order);
    case 'tell-successor':
      await tellSuccessor({ successor: order.successor, startsOn: order.startsOn });
      return (book) => done(book, order);
  }
}

function done(book: AgreementBook, order: Order): void {
  book.state.orders = book.state.orders.filter((o) => o.order !== order.order);
}
