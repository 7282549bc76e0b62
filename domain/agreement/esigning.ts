import { fail, requireThat } from '../failures';
import type { AgreementBook } from './book';
import { lastDay, windowOpen } from './effect';
import { ask, tellEnded } from './esign-news';
import { beginFlow, isLive, notWhileCompleting, onPlatform, stopFlow, type Flow } from './flow';
import { dropSignatures, openPaper } from './paper-signing';
import type { Handlers } from './phases';
import { sameBytes } from './review';
import type { Party } from './types';

/**
 * 签署流程 (domain.md §3.4): started, given up or asked about by operations. What comes of it is in esign-news.ts, on paper
 * in paper-signing.ts.
 */

const ORDER: readonly Party[] = ['client', 'provider'];

export const esigningHandlers: Handlers<'signing.start' | 'signing.cancel' | 'signing.flow.refresh'> = {
  /**
   * Throws `VersionVoid` for another version than the confirmed one, `Invalid`, or `NotNow` once the window has lapsed, and
   * while a flow runs: one that is signed on paper runs from the first scan on.
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
    requireThat(!isLive(state.flow), '已有进行中的签署流程 (电子的或纸质的), 须先撤销');
    requireThat(Object.keys(state.signatures).length === 0, '已有一方在纸上签署, 不能再发起'); // of older snapshots
    requireThat(lastDay(state.terms, book.today) >= book.today, '约定的协议期已满, 不能再签署');
    if (order.length !== 2 || new Set(order).size !== 2) fail('Invalid', '签署顺序须恰好列出双方各一次', 'order');
    if (clientSigner === 'authorised-representative' && !authorisation) {
      fail('Invalid', '授权代表签字须附授权委托书', 'authorisation');
    }
    const flow = beginFlow(book, {
      provider,
      version,
      sha256,
      order,
      ...(provider === 'paper' && !payload.order && { anyOrder: true }),
      clientSigner,
      ...(authorisation && { authorisation }),
    });
    const { startKey } = flow;
    const inOrder = !flow.anyOrder && { order };
    book.emit('signing.flow.requested', { provider, startKey, version, ...inOrder, clientSigner });
    if (onPlatform(flow)) ask(book, flow);
    else openPaper(book, flow);
  },

  /** A reason goes with it to the platform; on paper what was handed in so far is void. */
  'signing.cancel'(book, { reason }, { by }) {
    const flow = liveFlow(book);
    if (by.role === 'operations') notWhileCompleting(book);
    stopFlow(book, flow, 'cancelled', { reason });
    const { client } = book.state.signatures;
    dropSignatures(book);
    tellEnded(book, flow);
    if (client)
      book.notify('signing.flow-ended', 'client', {
        provider: flow.provider,
        startKey: flow.startKey,
        state: flow.state,
      });
  },

  'signing.flow.refresh'(book) {
    const flow = liveFlow(book);
    requireThat(onPlatform(flow), '纸质签署没有平台可以查询');
    ask(book, flow);
  },
};

function liveFlow({ state }: AgreementBook): Flow {
  requireThat(isLive(state.flow), '没有进行中的签署流程');
  return state.flow;
}
