import type { DocumentKind } from '../../domain/document/types';
import type { NoticeData, NoticeKind } from '../../domain/notice-kinds';
import type { Role } from '../../domain/roles';
import type { Instant } from '../../domain/time';

/** `info`: something to know; `ask`: somebody is asked to act; `alarm`: a time limit has been missed. */
export type Tone = 'info' | 'ask' | 'alarm';

export interface RenderedNotice {
  subject: string;
  text: string;
  html: string;
}

/** What a mail says, before it becomes text and HTML: one source, so that both parts carry the same facts. */
export interface Letter {
  /** For the subject and the headline; no personal data, it is seen in lists and on locked screens. */
  about: string;
  tone: Tone;
  /** Paragraphs. */
  lead: string[];
  facts: [label: string, value: string][];
  /** The deadline this mail is about: its clause, due instant, owner and consequence are added to the facts. */
  clock?: {
    id: string;
    due?: Instant;
    /** Who owes it, where that may be another than the standard says. */
    owner?: Role;
  };
  /** What the reader is asked to do. */
  request?: string;
}

/** What a template knows besides the data of its kind. */
export interface NoticeContext {
  to: Role;
  /** The agreement's number. */
  no: string;
  /** The notice's own (virtual) instant. */
  at: Instant;
  /** Whom the client turns to: the account manager, or the manager where a complaint is about that one (domain.md §1). */
  inCharge: Role;
  /** Opens a reference into the vault; a text that was erased reads so. */
  text: (ref: string) => string;
  /** 个人链接: where the reader does what the mail asks for, without signing in. Rehearsals have none. */
  personal: string | undefined;
  /** Whether files come with the mail. */
  enclosed: boolean;
  /** The enclosed document, as its own header names it: `《书面通知》第 5 号`. */
  paper: (kind: DocumentKind) => string;
  /** Our own address of something, as it is seen from outside. */
  link: (path: string) => string;
  /** Title of a document asked for at intake. */
  documentTitle: (kind: string) => string;
}

export type Template<K extends NoticeKind> = (data: NoticeData[K], context: NoticeContext) => Letter;

/** The templates of one family of kinds, e.g. `review`, but for those that stand elsewhere. */
export type Templates<Family extends string, Elsewhere extends NoticeKind = never> = {
  [K in Exclude<Extract<NoticeKind, `${Family}.${string}`>, Elsewhere>]: Template<K>;
};
