import type { PublicCommand } from '../api/schemas/commands';
import { REQUIRED_DOCUMENTS } from '../domain/agreement/intake';
import type { Role } from '../domain/roles';
import type { Situation } from './situation';
import { surveyOf } from './survey-words';
import { amendmentOf, breachOf } from './written-words';

/** One command of somebody who meets a deadline. */
export interface Step<C extends string = PublicCommand> {
  do: C;
  by: Role;
  /** Two people of one role, where a second pair of eyes is wanted. */
  second?: true;
  /** What this step says besides its command's usual words. */
  with?: Record<string, unknown>;
}

/** How a deadline is met: a choice of answers, each a few commands by those who owe them. */
export interface Duty<C extends string = PublicCommand, S = Situation> {
  /** Whatever the answer: the fields of these may stand in a habit. */
  commands: C[];
  answers: Record<string, (situation: S) => Step<C>[]>;
  /** The answer given where the habit names none. */
  usual(situation: S): string;
}

const AM: Role = 'account-manager';

const always = (commands: PublicCommand[], steps: (situation: Situation) => Step[]): Duty => ({
  commands,
  answers: { done: steps },
  usual: () => 'done',
});
const one = (command: PublicCommand, by: Role): Duty => always([command], () => [{ do: command, by }]);

/** A manager's decision: the command's own field `answer`. */
const decision = (command: PublicCommand, usual: (situation: Situation) => string, ...answers: string[]): Duty => ({
  commands: [command],
  answers: Object.fromEntries(
    answers.map((answer) => [answer, () => [{ do: command, by: 'manager', with: { answer } }]]),
  ),
  usual,
});

const PARTIES = ['provider', 'client'] as const;
const speaker = { provider: 'manager', client: 'client' } as const;

/**
 * What the one who owes a deadline does to meet it: every row of the service standard that somebody owes, and the start
 * of the evaluation, before which the figures are recorded. Steps that are done already are left out.
 */
export const DUTIES: Record<string, Duty> = {
  'intake.documents': always(['document.receive', 'document.accept'], ({ state }) =>
    Object.keys({ ...Object.fromEntries(REQUIRED_DOCUMENTS.map((kind) => [kind, 0])), ...state.intake.documents })
      .filter((kind) => state.intake.documents[kind]?.state !== 'accepted')
      .flatMap((kind): Step[] => [
        { do: 'document.receive', by: 'client', with: { kind } },
        { do: 'document.accept', by: AM, with: { kind } },
      ]),
  ),
  'intake.settlement': always(['consent.record', 'intake.settle'], ({ state: { intake } }) => [
    ...(intake.consent ? [] : [{ do: 'consent.record', by: 'client' } as const]),
    ...(intake.settled ? [] : [{ do: 'intake.settle', by: AM } as const]),
  ]),
  drafting: one('draft.submit', AM),
  'review.legal': desk('legal', 'legal'),
  'review.service': desk('service', 'service-review'),
  // what silence means is put on file before the client has the draft
  'review.delivery': always(['consent.deemed-acceptance', 'review.deliver'], ({ state }) => {
    const { deemedAcceptance: agreed } = state.terms;
    return [
      ...(agreed && !agreed.document
        ? [{ do: 'consent.deemed-acceptance', by: AM, with: { agreedOn: agreed.agreedOn } } as const]
        : []),
      { do: 'review.deliver', by: AM },
    ];
  }),
  'review.client': {
    commands: ['review.client.accept', 'review.client.object', 'agreement.withdraw'],
    answers: {
      accept: () => [{ do: 'review.client.accept', by: 'client' }],
      object: () => [{ do: 'review.client.object', by: 'client' }],
      withdraw: () => [{ do: 'agreement.withdraw', by: 'client' }],
    },
    usual: () => 'accept',
  },
  'review.client-lapse': decision('review.client-lapse.decide', () => 'extend', 'extend', 'withdraw', 'close'),
  'review.explanation': one('clauses.explain', AM),
  'review.confirmation': always(['confirm.client', 'confirm.provider'], ({ state }) =>
    PARTIES.filter((party) => !state.review?.confirmed[party]).map((party) => ({
      do: `confirm.${party}`,
      by: speaker[party],
    })),
  ),
  signing: {
    commands: ['signature.record', 'signature.attest', 'signing.start'],
    answers: {
      paper: ({ state }) => [
        ...PARTIES.filter((party) => !state.signatures[party]).map((party): Step => ({
          do: 'signature.record',
          by: 'operations',
          with: { party },
        })),
        ...PARTIES.filter((party) => !state.signatures[party]?.attestedBy).map((party): Step => ({
          do: 'signature.attest',
          by: 'operations',
          second: true,
          with: { party },
        })),
      ],
      // the people then sign on the platform
      electronic: () => [{ do: 'signing.start', by: 'operations' }],
    },
    usual: () => 'paper',
  },
  'signing.lapse': decision('signing.lapse.decide', () => 'extend', 'extend', 'close'),
  effectiveness: one('condition.fulfil', AM),
  'effectiveness.lapse': decision('condition.decide', () => 'extend', 'extend', 'close'),
  'execution.plan': one('plan.deliver', AM),
  'ledger.filing': one('ledger.file', AM),
  'meeting.minutes': one('meeting.hold', AM),
  'meeting.feedback': one('meeting.feedback', 'client'),
  'report.performance': one('report.deliver', AM),
  rectification: one('rectification.complete', AM),
  // who interviews writes down what the client says
  'survey.open': always(['survey.answer'], (s) => [
    { do: 'survey.answer', by: surveyOf(s)?.form === 'interview' ? AM : 'client' },
  ]),
  'survey.analysis': one('survey.analyse', AM),
  'survey.plan': one('survey.plan.deliver', AM),
  'survey.measure': one('survey.measure.check', AM),
  'evaluation.start': one('figures.record', AM),
  'evaluation.confirm': {
    commands: ['evaluation.confirm', 'evaluation.dispute'],
    answers: {
      confirm: ({ state }) =>
        PARTIES.filter((party) => !state.evaluation?.confirmed[party]).map((party) => ({
          do: 'evaluation.confirm',
          by: speaker[party],
          with: { party },
        })),
      dispute: () => [{ do: 'evaluation.dispute', by: 'client' }],
    },
    usual: () => 'confirm',
  },
  'evaluation.correction': one('evaluation.correct', AM),
  // no data is never a pass by itself
  'evaluation.decision': decision(
    'evaluation.decide',
    ({ state }) => (state.evaluation?.verdict === 'passed' ? 'passed' : 'failed'),
    'passed',
    'failed',
  ),
  'termination.decision': one('notice.terminate', 'manager'),
  'notice.delivery': one('notice.deliver', AM),
  'notice.post': always(['notice.deliver'], () => [{ do: 'notice.deliver', by: AM, with: { channel: 'post' } }]),
  'amendment.review': {
    commands: ['amendment.approve', 'amendment.return'],
    answers: {
      approve: (s) =>
        (['legal', 'service-review'] as const)
          .filter((role) => !amendmentOf(s)?.approvals[role === 'legal' ? 'legal' : 'service'])
          .map((by) => ({ do: 'amendment.approve', by })),
      return: () => [{ do: 'amendment.return', by: 'legal' }],
    },
    usual: () => 'approve',
  },
  'amendment.signing': {
    commands: ['amendment.sign', 'amendment.attest', 'amendment.refuse'],
    answers: {
      sign: (s) => [
        ...PARTIES.filter((party) => !amendmentOf(s)?.signatures[party]).map((party): Step => ({
          do: 'amendment.sign',
          by: 'operations',
          with: { party },
        })),
        ...PARTIES.filter((party) => !amendmentOf(s)?.signatures[party]?.attestedBy).map((party): Step => ({
          do: 'amendment.attest',
          by: 'operations',
          second: true,
          with: { party },
        })),
      ],
      refuse: () => [{ do: 'amendment.refuse', by: 'client' }],
    },
    usual: () => 'sign',
  },
  'amendment.lapse': decision('amendment.lapse.decide', () => 'close', 'extend', 'close'),
  'breach.response': {
    commands: ['notice.issue', 'breach.cured', 'breach.waive'],
    answers: {
      cure: (s) => [{ do: 'notice.issue', by: injured(s), with: { kind: 'cure', channel: injuredChannel(s) } }],
      cured: (s) => [{ do: 'breach.cured', by: injured(s) }],
      waive: (s) => [{ do: 'breach.waive', by: injured(s) }],
    },
    usual: () => 'cure',
  },
  'breach.cure': always(['breach.cured'], (s) => [{ do: 'breach.cured', by: injured(s) }]),
  'breach.decision': {
    commands: ['agreement.rescind', 'breach.cured', 'breach.waive'],
    answers: {
      rescind: (s) => [
        { do: 'agreement.rescind', by: injured(s), with: { ground: 'material-breach', channel: injuredChannel(s) } },
      ],
      cured: (s) => [{ do: 'breach.cured', by: injured(s) }],
      waive: (s) => [{ do: 'breach.waive', by: injured(s) }],
    },
    usual: () => 'rescind',
  },
  handover: one('handover.submit', AM),
  'handover.acceptance': one('handover.accept', 'client'),
  'handover.backup': one('handover.backup', AM),
  settlement: one('settlement.confirm', 'finance'),
  completion: always(['certificate.sign'], ({ state }) =>
    PARTIES.filter((party) => !state.ending?.certificate[party]).map((party) => ({
      do: 'certificate.sign',
      by: speaker[party],
      with: { party },
    })),
  ),
};

/** Who speaks for the side that a breach has harmed. */
const injured = (s: Situation): Role => speaker[breachOf(s)?.party === 'provider' ? 'client' : 'provider'];
const injuredChannel = (s: Situation): string => (injured(s) === 'client' ? 'platform' : 'email');

function desk(name: 'legal' | 'service', by: Role): Duty {
  return {
    commands: [`review.${name}.approve`, `review.${name}.return`],
    answers: {
      approve: () => [{ do: `review.${name}.approve`, by }],
      return: () => [{ do: `review.${name}.return`, by }],
    },
    usual: () => 'approve',
  };
}
