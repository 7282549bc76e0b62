import { intakeOutcome } from '../../../domain/agreement/intake';
import { iso } from '../../../domain/time';
import { failureOf } from '../../support/failure-of';
import { PaperAgreement, PDF } from '../../support/agreement';

const TABLE = { sha256: 'b'.repeat(64), mediaType: 'text/csv', rows: 12 };

function handIn(a: PaperAgreement): PaperAgreement {
  return a
    .send('client', 'document.receive', { kind: 'business-licence', upload: PDF, validUntil: '2030-12-31' })
    .send('client', 'document.receive', { kind: 'contact-identity', upload: PDF })
    .send('client', 'document.receive', { kind: 'customer-list', upload: PDF, table: TABLE, declaredCount: 12 });
}

describe('intake (§3.1)', () => {
  test('documents are due 10 working days after the request, with a reminder every 2', () => {
    const a = new PaperAgreement();
    const d = a.deadline('intake.documents')!;
    expect(iso(d.dueAt)).toBe('2026-11-17T00:00:00.000+08:00');
    expect(d.warnAt.map(iso)).toEqual([
      '2026-11-05T00:00:00.000+08:00',
      '2026-11-07T00:00:00.000+08:00',
      '2026-11-11T00:00:00.000+08:00',
      '2026-11-13T00:00:00.000+08:00',
    ]);
  });

  test('overdue documents climb to the manager', () => {
    const a = new PaperAgreement().at('2026-11-17T00:00:00+08:00');
    expect(a.happened('deadline.missed')).toEqual([{ id: 'intake.documents', due: '2026-11-17T00:00:00.000+08:00' }]);
    expect(a.happened('deadline.escalated')).toEqual([{ id: 'intake.documents', rung: 1, role: 'manager' }]);
    expect(a.notices.filter((n) => n.kind === 'deadline.escalation').map((n) => n.to)).toEqual(['manager']);
  });

  test('an expired licence can be received but not accepted', () => {
    const a = new PaperAgreement().send('client', 'document.receive', {
      kind: 'business-licence',
      upload: PDF,
      validUntil: '2026-11-01',
    });
    const failure = failureOf(() => a.send('operations', 'document.accept', { kind: 'business-licence' }));
    expect(failure).toMatchObject({ type: 'LicenceExpired', field: 'kind' });
    expect(a.state.intake.documents['business-licence']!.state).toBe('received');
  });

  test('a licence is valid on its last day', () => {
    const a = new PaperAgreement()
      .send('client', 'document.receive', { kind: 'business-licence', upload: PDF, validUntil: '2026-11-02' })
      .send('operations', 'document.accept', { kind: 'business-licence' });
    expect(a.state.intake.documents['business-licence']!.state).toBe('accepted');
  });

  test('the sealed list and its table are counted against each other', () => {
    const a = new PaperAgreement().send('client', 'document.receive', {
      kind: 'customer-list',
      upload: PDF,
      table: TABLE,
      declaredCount: 13,
    });
    expect(failureOf(() => a.send('operations', 'document.accept', { kind: 'customer-list' })).type).toBe(
      'CountMismatch',
    );
  });

  test('is settled when all documents are accepted, the needs are agreed and the consent is recorded', () => {
    const a = handIn(new PaperAgreement());
    for (const kind of ['business-licence', 'contact-identity', 'customer-list'])
      a.send('operations', 'document.accept', { kind });
    expect(a.deadline('intake.documents')).toBeUndefined();
    expect(a.deadline('intake.settlement')).toBeDefined();
    a.send('account-manager', 'intake.settle', { requirements: [{ key: 'R1', text: 't-1' }] });
    expect(intakeOutcome(a.state)).toBeUndefined();
    a.send('client', 'consent.record', { purpose: 't-2' });
    expect(intakeOutcome(a.state)).toBe('settled');
    expect(a.state.deadlines).toEqual([]);
  });

  test('a returned document can be handed in again', () => {
    const a = handIn(new PaperAgreement()).send('operations', 'document.return', {
      kind: 'contact-identity',
      reason: 't-9',
    });
    expect(a.notices).toContainEqual(expect.objectContaining({ kind: 'intake.document-returned', to: 'client' }));
    a.send('client', 'document.receive', { kind: 'contact-identity', upload: PDF }).send(
      'operations',
      'document.accept',
      {
        kind: 'contact-identity',
      },
    );
    expect(a.state.intake.documents['contact-identity']!.state).toBe('accepted');
  });

  test('material required later reopens the clock', () => {
    const a = handIn(new PaperAgreement());
    for (const kind of ['business-licence', 'contact-identity', 'customer-list'])
      a.send('operations', 'document.accept', { kind });
    a.send('account-manager', 'document.require', { kind: 'brand-guide', title: 't-3' });
    expect(a.deadline('intake.documents')).toBeDefined();
    expect(a.deadline('intake.settlement')).toBeUndefined();
  });
});
