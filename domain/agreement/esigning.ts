import { fail, requireThat } from '../failures';
import type { AgreementBook } from './book';
import { lastDay, windowOpen } from './effect';
import { ask, tellEnded } from './esign-news';
import { isLive, notWhileCompleting, stopFlow, type Flow } from './flow';
import type { Handlers } from './phases';
import { sameBytes } from './review';
import type { Party } from './types';

/** 第三方电子签署 (domain.md §3.4): started, given up or asked about by operations; what comes of it is esign-news.ts. */

const ORDER: readonly Party[] = ['client', 'provider'];

export const esigningHandlers: Handlers<'signing.start' | 'signing.cancel' | 'signing.flow.refresh'> = {
  /**
   * Throws `VersionVoid` for another version than the confirmed one, `Invalid`, or `NotNow` once the window has lapsed,
   * while a flow runs, and when a side has signed on paper already.
   */
  'signing.start'(book, payload) {
    const { state } = book;
    const {
      provider,
      version,
      sha256,
      order = [...ORDER],
      clientSigner = 'legal-representative',
      authorisation,
    } = payload;
    sameBytes(book, payload);
    windowOpen(book);
    requireThat(!isLive(state.flow), '已有进行中的电子签署流程, 须先撤销');
    requireThat(Object.keys(state.signatures).length === 0, '已有一方在纸上签署, 不能再改为电子签署');
    requireThat(lastDay(state.terms, book.today) >= book.today, '约定的协议期已满, 不能再签署');
    if (order.length !== 2 || new Set(order).size !== 2) fail('Invalid', '签署顺序须恰好列出双方各一次', 'order');
    if (clientSigner === 'authorised-representative' && !authorisation) {
      fail('Invalid', '授权代表签字须附授权委托书', 'authorisation');
    }
    const nth = state.flow?.version === version ? state.flow.nth + 1 : 1;
    state.flow = {
      provider,
      startKey: `${state.no}/v${version}/s${nth}`,
      version,
      sha256,
      nth,
      state: 'starting',
      order,
      clientSigner,
      ...(authorisation && { authorisation }),
      begunAt: book.now,
      expiresAt: book.find('signing')!.dueAt,
      parties: { provider: { state: 'waiting' }, client: { state: 'waiting' } },
    };
    const { startKey } = state.flow;
    book.emit('signing.flow.requested', { provider, startKey, version, order, clientSigner });
    ask(book, state.flow);
  },

  /** A reason goes with it to the platform. */
  'signing.cancel'(book, { reason }, { by }) {
    const flow = liveFlow(book);
    if (by.role === 'operations') notWhileCompleting(book);
    stopFlow(book, flow, 'cancelled', { reason });
    tellEnded(book, flow);
  },

  'signing.flow.refresh'(book) {
    ask(book, liveFlow(book));
  },
};

function liveFlow({ state }: AgreementBook): Flow {
  requireThat(isLive(state.flow), '没有进行中的电子签署流程');
  return state.flow;
}
