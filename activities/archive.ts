import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import type { Knex } from 'knex';
import type { BlobStore } from '../db/blobs';

export interface ArchiveDeps {
  db: Knex;
  blobs: BlobStore;
  client: Client;
}

export const createArchiveActivities = ({ db, blobs, client }: ArchiveDeps) => ({
  /**
   * Stores a closed run's history as the server has it (payloads stay encrypted) in the document store, so that an
   * agreement's earlier years stay readable and replayable past the namespace's retention. Idempotent.
   */
  async archiveRun({
    workflowId,
    runId,
    clientId,
  }: {
    workflowId: string;
    runId: string;
    clientId: string;
  }): Promise<void> {
    const known: unknown = await db('archived_runs').where({ workflow_id: workflowId, run_id: runId }).first('run_id');
    if (known) return;
    const history = await client.workflow
      .getHandle(workflowId, runId)
      .fetchHistory()
      .catch((error: unknown) => {
        // past the namespace's retention: lost for the archive, and no reason to hold the agreement up
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      });
    if (!history) return;
    const bytes = Buffer.from(temporal.api.history.v1.History.encode(history).finish());
    const { sha256 } = await blobs.put(clientId, bytes, 'application/x-temporal-history');
    await db('archived_runs')
      .insert({
        workflow_id: workflowId,
        run_id: runId,
        client_id: clientId,
        sha256,
        events: history.events?.length ?? 0,
        bytes: bytes.length,
      })
      .onConflict(['workflow_id', 'run_id'])
      .ignore();
  },
});
