import { DOCUMENT_ZH } from '../../domain/agreement/intake';
import { DOCUMENT_ZH as PAPER_ZH } from '../../domain/document/types';
import { isNoticeKind, NOTICE_KINDS, type NoticeData, type NoticeKind } from '../../domain/notice-kinds';
import { humanTime } from '../../domain/agreement/view';
import { responsible } from '../../domain/case/round';
import { ownerOf } from '../../domain/case/standard';
import { CASE_KIND_ZH, type ComplaintSubject } from '../../domain/case/types';
import { parseCaseId } from '../../domain/ids';
import { overrideOf, type LadderOverrides, type StandardOverrides } from '../../domain/record/standard';
import { otherwiseOf, rowOf, titleOf } from '../../domain/standard';
import { ROLE_ZH, type Role } from '../../domain/roles';
import type { Instant } from '../../domain/time';
import { amendment } from './amendment';
import { behalf } from './behalf';
import { cases } from './cases';
import { deadlines } from './deadlines';
import { ending } from './ending';
import { esigning } from './esigning';
import { evaluation } from './evaluation';
import { execution } from './execution';
import { intake } from './intake';
import { asHtml, asText, type Page } from './layout';
import type { Letter, NoticeContext, RenderedNotice, Template } from './letter';
import { people } from './people';
import { review } from './review';
import { signing } from './signing';
import { survey } from './survey';
import { typeset } from './words';
import { written } from './written';

export { isNoticeKind, NOTICE_KINDS, type NoticeKind };

/** What is known when a notice is rendered; nothing is looked up here. */
export interface NoticeFacts {
  /** The agreement's number. */
  no: string;
  /** Of a complaint or request: its own number. */
  caseId?: string;
  to: Role;
  /** Name of the person written to, where known. */
  name?: string;
  /** Of a complaint. */
  about?: ComplaintSubject;
  /** Whom a client answers: the account manager, or the manager where the complaint is about that one. */
  contact?: { name: string; telephone?: string; email: string };
  /** A substitute is written to: who is away, and through whom the work has come. */
  onBehalfOf?: readonly string[];
  /** The reader's own link to do what the mail asks for. */
  personal?: string;
  /** Our own address from outside; without it a mail names paths only. */
  publicUrl?: string;
  /** Whether files come with the mail. */
  enclosed?: boolean;
  /** What the enclosed document's own header says of it: `第 5 号`. */
  label?: string;
  /** The notice's own (virtual) instant. */
  at: Instant;
  /** It came in quiet hours and leaves when they end. */
  notBefore?: Instant;
  data: object;
  /** References of the data, opened; undefined: erased. */
  texts?: ReadonlyMap<string, string | undefined>;
  /** References to the titles of documents asked for besides the usual ones, by kind. */
  documentTitles?: Readonly<Record<string, string | undefined>>;
  /** Silence in the client's window is acceptance, because both sides agreed to that in writing beforehand. */
  deemedAcceptance?: boolean;
  /** Due instants of the agreement's open deadlines, by id. */
  due?: Readonly<Record<string, Instant>>;
  /** Targets that were agreed, and the ladders: of what runs by its id, else as agreed. */
  standard?: StandardOverrides;
  ladders?: LadderOverrides;
}

const TEMPLATES: { [K in NoticeKind]: Template<K> } = {
  ...deadlines,
  ...intake,
  ...review,
  ...signing,
  ...esigning,
  ...execution,
  ...survey,
  ...evaluation,
  ...ending,
  ...written,
  ...amendment,
  ...cases,
  ...people,
};

const PUT_OFF = '（免打扰时段，顺延至工作日 8:00 发出；其后已完成的，请忽略）';
const ERASED = '（内容已删除）';

/** One notice as a mail in Chinese. Pure. */
export function renderNotice<K extends NoticeKind>(kind: K, facts: NoticeFacts): RenderedNotice {
  const { no, caseId, to, name, at, notBefore } = facts;
  const text = (ref: string): string => facts.texts?.get(ref) ?? ERASED;
  const context: NoticeContext = {
    to,
    no,
    at,
    inCharge: responsible(facts),
    text,
    personal: facts.personal,
    enclosed: facts.enclosed ?? false,
    paper: (document) => `《${PAPER_ZH[document]}》${facts.label ?? ''}`,
    link: (path) => `${facts.publicUrl ?? ''}${encodeURI(path)}`,
    documentTitle(document) {
      const ref = facts.documentTitles?.[document];
      return DOCUMENT_ZH[document] ?? (ref ? text(ref) : `其他材料（${document}）`);
    },
  };
  const letter = (TEMPLATES[kind] as Template<K>)(facts.data as NoticeData[K], context);
  const page: Page = {
    no,
    headline: letter.about,
    tone: letter.tone,
    salutation: `${name ?? ROLE_ZH[to]}，您好：`,
    lead: [...behalf(to, facts.onBehalfOf), ...letter.lead],
    facts: [
      ...caseFacts(caseId),
      ...letter.facts,
      ...clockFacts(letter, facts),
      ...(notBefore === undefined ? [] : ([['发生时间', `${humanTime(at)}${PUT_OFF}`]] as [string, string][])),
    ],
    ...(letter.request && { request: letter.request }),
    footer: [...replies(facts), `通知时间：${humanTime(notBefore ?? at)}（北京时间）`],
  };
  return { subject: `【履约】${caseId ?? no} ${letter.about}`, text: asText(page), html: asHtml(page) };
}

function replies({ contact, about }: NoticeFacts): string[] {
  if (!contact) return ['本邮件由履约系统自动发出，请勿直接回复。'];
  const reach = [contact.telephone, contact.email].filter(Boolean).join('，');
  return [
    `答复、交件或有疑问，请联系${ROLE_ZH[responsible({ about })]}${contact.name}（${reach}），或直接回复本邮件。`,
  ];
}

function caseFacts(caseId: string | undefined): [string, string][] {
  const kind = caseId === undefined ? undefined : parseCaseId(caseId)?.kind;
  return kind ? [[`${CASE_KIND_ZH[kind]}编号`, caseId!]] : [];
}

/** What the service standard says of the deadline: what, under which clause, until when, by whom, and what then. */
function clockFacts({ clock }: Letter, facts: NoticeFacts): [string, string][] {
  if (!clock) return [];
  const { to, about, due, deemedAcceptance, standard = {}, ladders = {} } = facts;
  const row = rowOf(clock.id)!;
  const { clause, ladder: usual, point } = row;
  const ladder = ladders[clock.id] ?? overrideOf(ladders, clock.id) ?? usual;
  const then = otherwiseOf(
    { id: clock.id, ladder },
    { standard, ...(deemedAcceptance && { review: { silenceAccepts: true } }) },
  );
  const dueAt = clock.due ?? due?.[clock.id];
  return [
    ['期限事项', typeset(titleOf(clock.id))],
    // sections of the service standard are ours: what binds the client is the agreement
    ...(to === 'client' ? [] : ([['依据', `服务标准 ${clause}`]] as [string, string][])),
    ...(point ? [] : ([['责任方', ROLE_ZH[clock.owner ?? ownerOf(row, { about })]]] as [string, string][])),
    ...(dueAt === undefined ? [] : ([[point ? '时间' : '到期', humanTime(dueAt)]] as [string, string][])),
    [point ? '届时' : '无人处理时', typeset(then)],
  ];
}
