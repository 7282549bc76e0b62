import type { Role } from '../domain/roles';
import type { CaseCommandOfPeople, CaseSituation } from './case-words';
import type { Duty } from './duties';

type CaseDuty = Duty<CaseCommandOfPeople, CaseSituation>;
type Step = ReturnType<CaseDuty['answers'][string]>[number];

/** Whoever owes the clock: the account manager, or the manager where the complaint is about the account manager. */
const owner = ({ state, deadline }: CaseSituation): Role =>
  state.deadlines.find(({ id }) => id === deadline)?.owner ?? 'account-manager';

const say =
  (...commands: CaseCommandOfPeople[]) =>
  (s: CaseSituation): Step[] =>
    commands.map((command) => ({ do: command, by: owner(s) }));

const always = (...commands: CaseCommandOfPeople[]): CaseDuty => ({
  commands,
  answers: { done: say(...commands) },
  usual: () => 'done',
});

/** A case is kept open for a few words of progress, then it is solved. */
const ENOUGH_UPDATES = 3;

/**
 * What the one who owes a clock of a case does to meet it. Nobody owes the resolution as such; whoever has given what
 * was owed first resolves the case, and after callback and retrospective closes it.
 */
export const CASE_DUTIES: Record<string, CaseDuty> = {
  'complaint.first-contact': always('complaint.contact'),
  'complaint.first-solution': {
    commands: ['complaint.team', 'complaint.solution', 'complaint.declare-complex', 'complaint.resolve'],
    answers: {
      resolved: (s) => [...missing(s), ...(s.state.current.complex ? [] : say('complaint.resolve')(s))],
      complex: (s) => [...missing(s), ...(s.state.current.complex ? [] : say('complaint.declare-complex')(s))],
      'first-only': (s) => missing(s),
    },
    usual: () => 'resolved',
  },
  'complaint.plan': always('complaint.plan'),
  'complaint.daily-update': {
    commands: ['complaint.update', 'complaint.resolve'],
    answers: { update: say('complaint.update'), resolved: say('complaint.update', 'complaint.resolve') },
    usual: ({ state }) => (state.lastNumber.update >= ENOUGH_UPDATES ? 'resolved' : 'update'),
  },
  'complaint.callback': {
    commands: ['complaint.callback', 'complaint.close'],
    answers: {
      satisfied: (s) => say('complaint.callback', ...(s.state.current.retrospectiveAt ? CLOSE : []))(s),
      dissatisfied: (s) => [{ do: 'complaint.callback', by: owner(s), with: { satisfied: false } }],
    },
    usual: () => 'satisfied',
  },
  'complaint.retrospective': {
    commands: ['complaint.retrospective', 'complaint.close'],
    answers: { done: (s) => say('complaint.retrospective', ...(s.state.current.satisfiedAt ? CLOSE : []))(s) },
    usual: () => 'done',
  },
  'request.response': {
    commands: ['request.respond', 'request.refuse'],
    answers: { respond: say('request.respond'), refuse: say('request.respond', 'request.refuse') },
    usual: () => 'respond',
  },
  'request.solution': always('request.solve'),
  'request.plan': always('request.plan'),
  'request.progress': {
    commands: ['request.progress', 'request.solve'],
    answers: { progress: say('request.progress'), solved: say('request.progress', 'request.solve') },
    usual: () => 'solved',
  },
  'request.callback': {
    commands: ['request.callback'],
    answers: {
      satisfied: say('request.callback'),
      dissatisfied: (s) => [{ do: 'request.callback', by: owner(s), with: { satisfied: false } }],
    },
    usual: () => 'satisfied',
  },
  'request.confirmation': {
    commands: ['request.confirm', 'request.reopen'],
    answers: { confirm: say('request.confirm'), reopen: say('request.reopen') },
    usual: () => 'confirm',
  },
};

const CLOSE: CaseCommandOfPeople[] = ['complaint.close'];

function missing(s: CaseSituation): Step[] {
  const { teamAt, solutionAt } = s.state.current;
  const commands: CaseCommandOfPeople[] = [];
  if (teamAt === undefined) commands.push('complaint.team');
  if (solutionAt === undefined) commands.push('complaint.solution');
  return say(...commands)(s);
}
