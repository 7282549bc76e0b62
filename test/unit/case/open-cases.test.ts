import { openCasesOf } from '../../../domain/case/open-cases';
import { PaperCase } from '../../support/case';
import { t } from '../../support/deadlines';

/** The trail of a case, as the table holds it. */
const rows = ({ state, events }: PaperCase) =>
  events.map(({ event, data }) => ({ id: state.id, kind: state.kind, event, data }));

const request = (): PaperCase => new PaperCase('request', { topic: 'technical' }, { reportedAt: '2026-09-24T10:00' });

test('what was open by then is listed with its owner and the clock that ends first', () => {
  const complaint = new PaperCase('complaint', {}, { reportedAt: '2026-09-24T09:00' });
  expect(openCasesOf([...rows(complaint), ...rows(request())])).toEqual([
    {
      id: complaint.state.id,
      kind: 'complaint',
      description: 't-1',
      owner: 'account-manager',
      due: t('2026-09-24T09:30'),
    },
    {
      id: request().state.id,
      kind: 'request',
      description: 't-1',
      owner: 'account-manager',
      due: t('2026-09-26T10:00'),
    },
  ]);
});

test('a request is with the department that it was given to; what was met is no longer owed', () => {
  const given = request().send('account-manager', 'request.assign', {}).send('service-team', 'request.respond', {
    text: 't-2',
  });
  expect(openCasesOf(rows(given))[0]).toMatchObject({
    owner: 'support',
    due: given.deadline('request.progress/1')!.dueAt,
  });
  given.send('account-manager', 'request.assign', { department: 'product' });
  expect(openCasesOf(rows(given))[0]).toMatchObject({ owner: 'product' });
});

test('a complaint about the account manager is with the manager', () => {
  const about = new PaperCase('complaint', { about: 'account-manager' }, { reportedAt: '2026-09-24T09:00' });
  expect(openCasesOf(rows(about))).toMatchObject([{ owner: 'manager' }]);
});

test('what was closed by then is not listed, nor what was not opened yet', () => {
  const closed = request().send('manager', 'request.close', { outcome: 'withdrawn', reason: 't-3' });
  expect(openCasesOf(rows(closed))).toEqual([]);
  expect(openCasesOf([])).toEqual([]);
});
