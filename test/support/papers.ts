import { documentData } from '../../activities/document-data';
import type { DocumentSource } from '../../activities/document-source';
import { hasSubjects, labelOf, subjectOf } from '../../domain/document/subject';
import type { DocumentData, DocumentKind } from '../../domain/document/types';
import type { Parties } from '../../domain/parties';
import type { DocumentOrder } from '../../domain/record/types';
import { dateAt } from '../../domain/time';
import { VERIFICATION } from './documents';

export const PARTIES: Parties = {
  provider: {
    kind: 'enterprise',
    name: '上海恒睦客户服务有限公司',
    uscc: '91310115MA1K4BXQ2T',
    address: '上海市浦东新区锦绣东路 2777 弄',
    legalRepresentative: '喆文涛',
  },
  client: {
    kind: 'enterprise',
    name: '杭州青禾精密仪器股份有限公司',
    uscc: '91330108MA2H1CDY6P',
    address: '浙江省杭州市滨江区江南大道 3888 号',
    legalRepresentative: '周䶮',
  },
  contact: { name: '许𬭎', email: 'xu@qinghe.example' },
  signatory: { name: '周䶮', email: 'zhou@qinghe.example' },
  accountManager: { name: '林知远', email: 'lin@hengmu.example' },
  manager: { name: '沈若溪', email: 'shen@hengmu.example' },
};

/** What an order becomes; references stay as they are. */
export function paperOf<K extends DocumentKind>(
  kind: K,
  { version, at, data }: DocumentOrder,
  more: Partial<DocumentSource> = {},
): DocumentData[K] {
  const no = '2026-客户维护-001';
  const source = { no, number: no, kind, version, date: dateAt(at), at, parties: PARTIES, data };
  const label = labelOf(kind, subjectOf({ kind, data }), hasSubjects(kind) ? 1 : version);
  return documentData({ ...source, label, verification: VERIFICATION, ...more }) as DocumentData[K];
}
