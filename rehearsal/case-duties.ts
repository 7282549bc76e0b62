import type { Role } from '../domain/roles';
import type { CaseCommandOfPeople, CaseSituation } from './case-words';
import type { Duty } from './duties';

type CaseDuty = Duty<CaseCommandOfPeople, CaseSituation>;
type Step = ReturnType<CaseDuty['answers'][string]>[number];

/** Whoever owes the clock: the manager where the complaint is about the account manager, a department once assigned. */
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

/** What the one who owes a clock of a case does to meet it. */
export const CASE_DUTIES: Record<string, CaseDuty> = {
  'complaint.first-contact': always('complaint.contact'),
  'complaint.first-solution': {
    commands: ['complaint.team', 'complaint.solution', 'complaint.declare-complex'],
    answers: {
      simple: missing,
      complex: (s) => [...missing(s), ...(s.state.current.complex ? [] : say('complaint.declare-complex')(s))],
    },
    usual: () => 'simple',
  },
  'complaint.plan': always('complaint.plan'),
  'complaint.daily-update': always('complaint.update'),
  'complaint.incident': always('complaint.incident'),
  'complaint.resolution': always('complaint.resolve'),
  'complaint.callback': {
    commands: ['complaint.callback'],
    answers: {
      satisfied: say('complaint.callback'),
      dissatisfied: (s) => [{ do: 'complaint.callback', by: owner(s), with: { satisfied: false } }],
    },
    usual: () => 'satisfied',
  },
  'complaint.retrospective': always('complaint.retrospective'),
  'complaint.closure': always('complaint.close'),
  'request.response': {
    commands: ['request.respond', 'request.refuse'],
    answers: { respond: say('request.respond'), refuse: say('request.respond', 'request.refuse') },
    usual: () => 'respond',
  },
  'request.solution': always('request.solve'),
  'request.plan': always('request.plan'),
  'request.resolution': always('request.solve'),
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

function missing(s: CaseSituation): Step[] {
  const { teamAt, solutionAt } = s.state.current;
  const commands: CaseCommandOfPeople[] = [];
  if (teamAt === undefined) commands.push('complaint.team');
  if (solutionAt === undefined) commands.push('complaint.solution');
  return say(...commands)(s);
}
