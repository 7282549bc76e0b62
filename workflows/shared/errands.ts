import type { Book } from '../../domain/record/book';
import type { Model, RunState, Turn } from './model';

/**
 * Errands go to somebody outside who may be away for hours (a signing platform): one at a time, beside the loop, so that
 * commands and clocks go on meanwhile. What comes back is a step like any other.
 */
export class Errands<S extends RunState, B extends Book<S>, C extends { id: string }, A> {
  private underWay = false;

  constructor(
    private readonly model: Pick<Model<S, B, C, A>, 'errand'>,
    private readonly turn: (step: Turn<B>) => void,
  ) {}

  /** One could leave now. */
  waiting(state: S): boolean {
    return !this.underWay && this.model.errand?.(state) !== undefined;
  }

  /** None is left and none is under way: this run may end. */
  done(state: S): boolean {
    return !this.underWay && !this.waiting(state);
  }

  /** Lets the next one leave, unless another is still under way. */
  send(state: S): void {
    const next = this.underWay ? undefined : this.model.errand?.(state);
    if (!next) return;
    this.underWay = true;
    this.turn(next.leave);
    void next.carryOut().then((step) => {
      this.underWay = false;
      this.turn(step);
    });
  }
}
