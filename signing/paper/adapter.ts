import { createHash } from 'node:crypto';
import type { FlowState, FlowStatus } from '../../domain/agreement/esign';
import { isLive, maySign, type Flow } from '../../domain/agreement/flow';
import { lastSigned } from '../../domain/agreement/paper-signing';
import type { Agreement, Party } from '../../domain/agreement/types';
import { Failure, requireThat } from '../../domain/failures';
import type { Instant } from '../../domain/time';
import type { SigningProvider } from '../provider';

/** What an agreement has recorded of a flow on paper. */
export interface PaperRecord extends Pick<Agreement, 'no' | 'clientId' | 'partiesRef' | 'signatures' | 'deadlines'> {
  flow: Flow;
}

/** An agreement's record, which on paper is the provider: its commands tell what people have done. */
export interface PaperRecords {
  /** By the start key; undefined where no such flow is the agreement's present one. One statement. */
  of(startKey: string): Promise<PaperRecord | undefined>;
  /** The agreement that both sides have signed by this file, with what was confirmed, and the sides it was attested for. */
  attestedBy(sha256: string): Promise<{ original: string; sides: Party[] } | undefined>;
  /** An attested scan. */
  read(record: PaperRecord, sha256: string): Promise<Buffer>;
  /** Where the confirmed file is to be had for printing. */
  printLink(record: PaperRecord, party: Party): Promise<{ url: string; expiresAt: Instant }>;
}

const ENDED: Partial<Record<Flow['state'], FlowState>> = { completed: 'completed', expired: 'expired' };

/**
 * 纸质签署 as a provider like the others (docs/adr/0016). Nothing of it happens elsewhere, so nothing is ever sent: what a
 * platform would say is read from the agreement's record, where `signature.record` and `signature.attest` have put it.
 */
export function createPaper(records: PaperRecords): SigningProvider {
  async function recordOf(startKey: string): Promise<PaperRecord> {
    const record = await records.of(startKey);
    if (!record) throw new Failure('NotFound', '没有这个纸质签署流程');
    return record;
  }

  return {
    name: 'paper',

    /** The command has begun it, free of charge; the key is the flow. Throws `VersionVoid` for another file. */
    async start({ startKey, file }) {
      const { flow } = await recordOf(startKey);
      if (flow.sha256 !== file.sha256) throw new Failure('VersionVoid', '该流程签署的是另一份文件');
      return { flowId: startKey };
    },

    async signUrl(flowId, party) {
      const record = await recordOf(flowId);
      const { flow } = record;
      requireThat(maySign(flow, party), '流程已结束, 该方已签署, 或须由另一方先签署');
      return records.printLink(record, party);
    },

    /** The paper bears a day and no time: it is with the agreement's record. */
    async status(flowId): Promise<FlowStatus> {
      const { flow } = await recordOf(flowId);
      return {
        state: isLive(flow) ? 'open' : (ENDED[flow.state] ?? 'cancelled'),
        signers: flow.order.map((party) => ({ party, ...flow.parties[party] })),
      };
    },

    /** Ended by the command `signing.cancel` alone, so that the record never says other than the provider. */
    async cancel(flowId) {
      const { flow } = await recordOf(flowId);
      requireThat(!isLive(flow), '纸质签署以命令 signing.cancel 撤销');
    },

    /** Each side hands in its own copy: this is the one that was signed last. */
    async fetchSigned(flowId) {
      const record = await recordOf(flowId);
      requireThat(record.flow.state === 'completed', '双方的签署件尚未全部复核');
      return records.read(record, lastSigned(record.signatures)!.scan.sha256);
    },

    /** Not by its certificates: by what a second person has attested of exactly these bytes. */
    async verify(signed, originalSha256) {
      const found = await records.attestedBy(createHash('sha256').update(signed).digest('hex'));
      const genuine = found?.original === originalSha256;
      return {
        genuine,
        signatures: genuine ? found.sides.length : 0,
        detail: genuine ? '经第二人逐页复核的签署扫描件' : '不是该版本经复核的签署扫描件',
      };
    },

    parseCallback() {
      throw new Failure('Unauthenticated', '纸质签署没有回调');
    },
    acknowledgement: { status: 404, contentType: 'text/plain', body: '' },
  };
}
