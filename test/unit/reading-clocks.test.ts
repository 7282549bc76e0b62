import { clockIsTheirs } from '../../domain/reading';

/** Which clocks of its agreement a client sees (domain.md §9). */

test.each(['notice.delivery/1', 'notice.post/1', 'breach.response/1', 'breach.decision/1', 'amendment.review/1'])(
  '%s would tell of what has not been brought to the client: only where it owes it itself',
  (id) => {
    expect(clockIsTheirs({ id, owner: 'manager' })).toBe(false);
    expect(clockIsTheirs({ id, owner: 'client' })).toBe(true);
  },
);

test.each(['breach.cure/1', 'amendment.signing/1', 'handover'])('%s it sees, whoever owes it', (id) => {
  expect(clockIsTheirs({ id, owner: 'account-manager' })).toBe(true);
});
