import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { registerSearchAttributes, SEARCH_ATTRIBUTES } from '../../platform/search-attributes';

let connection: Connection;
beforeAll(async () => {
  connection = await Connection.connect({ address: process.env.TEST_TEMPORAL_ADDRESS });
});
afterAll(() => connection.close());

test('both namespaces of the embedded server have them from the start', async () => {
  for (const namespace of ['default', 'rehearsal']) {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
  }
});

test("on somebody else's server they are added once and can be used when the call returns", async () => {
  const namespace = `fresh-${randomUUID()}`;
  expect(await registerSearchAttributes(connection, namespace)).toBe('absent');
  const day = msToTs('1 day');
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: day });
  // The server learns of a new namespace within some seconds.
  while ((await registerSearchAttributes(connection, namespace).catch(() => 'absent')) !== 'ready') {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(await registerSearchAttributes(connection, namespace)).toBe('ready');

  const { workflow } = new Client({ connection, namespace });
  await workflow.start('any', {
    taskQueue: 'none',
    workflowId: 'listed',
    searchAttributes: { AgreementNo: ['2026-客户维护-001'], TermEnd: [new Date('2027-12-31T16:00:00Z')] },
  });
  const query = "AgreementNo = '2026-客户维护-001' AND TermEnd > '2027-01-01T00:00:00Z'";
  while ((await workflow.count(query)).count !== 1) await new Promise((resolve) => setTimeout(resolve, 100));
});

test('only the rehearsal namespace may skip time', async () => {
  for (const [namespace, allowed] of [
    ['default', false],
    ['rehearsal', true],
  ] as const) {
    const workflowId = `skip-${randomUUID()}`;
    await new Client({ connection, namespace }).workflow.start('any', { taskQueue: 'none', workflowId });
    const skip = connection.workflowService.updateWorkflowExecutionOptions({
      namespace,
      workflowExecution: { workflowId },
      workflowExecutionOptions: { timeSkippingConfig: { enabled: true } },
      updateMask: { paths: ['time_skipping_config'] },
    });
    const outcome = await skip.then(
      () => true,
      () => false,
    );
    expect({ namespace, outcome }).toEqual({ namespace, outcome: allowed });
  }
});
