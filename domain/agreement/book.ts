import type { ServiceHours } from '../calendar/types';
import type { DeadlineSpec } from '../deadline/types';
import { Book } from '../record/book';
import { specOf, standardRow } from './standard';
import type { Agreement, Order, Phase } from './types';

/** The one way to change an agreement. */
export class AgreementBook extends Book<Agreement> {
  protected readonly kind = 'agreement';

  protected get serviceHours(): ServiceHours | undefined {
    return this.state.terms.serviceHours;
  }

  protected specOf(id: string): DeadlineSpec {
    return specOf(id, this.state);
  }

  protected isPoint(id: string): boolean {
    return standardRow(id).point === true;
  }

  protected isAnnounced(id: string): boolean {
    return standardRow(id).announced === true;
  }

  enter(phase: Phase): void {
    this.state.phase = phase;
    this.emit('phase.entered', { phase });
  }

  /** To be carried out elsewhere (a renewal started, a predecessor told), once this step is recorded. */
  order(order: Order): void {
    this.state.orders.push(order);
  }
}
