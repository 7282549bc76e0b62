import type { ServiceHours } from '../calendar/types';
import type { DeadlineSpec } from '../deadline/types';
import { Book } from '../record/book';
import { caseSpecOf } from './standard';
import type { Case, CaseKind, CaseOrder } from './types';

/** The one way to change a case. */
export class CaseBook extends Book<Case> {
  protected get kind(): CaseKind {
    return this.state.kind;
  }

  protected get serviceHours(): ServiceHours | undefined {
    return this.state.serviceHours;
  }

  protected specOf(id: string): DeadlineSpec {
    return caseSpecOf(id, this.state);
  }

  /** A case has mails of its own for whatever begins. */
  protected isAnnounced(): boolean {
    return false;
  }

  /** Every clock of a case is owed by somebody. */
  protected isPoint(): boolean {
    return false;
  }

  /** To be told elsewhere once this step is recorded. */
  order(order: CaseOrder): void {
    this.state.orders.push(order);
  }
}
