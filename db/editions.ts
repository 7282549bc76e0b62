import type { Knex } from 'knex';
import { hasSubjects, labelOf } from '../domain/document/subject';
import type { DocumentKind } from '../domain/document/types';

/** A paper as the table `documents` knows it; `version` runs through its kind. */
export interface PaperKey {
  workflow_id: string;
  kind: DocumentKind;
  subject: string;
  version: number;
}

/**
 * Which paper about its subject it is, from 1, whether it is in the table yet or not; where a kind has one subject, the
 * version itself. One statement at most.
 */
export async function editionIn(db: Knex, { workflow_id, kind, subject, version }: PaperKey): Promise<number> {
  if (!hasSubjects(kind)) return version;
  const earlier = await db('documents')
    .where({ workflow_id, kind, subject })
    .andWhere('version', '<', version)
    .count<{ count: string }[]>('version');
  return Number(earlier[0]?.count ?? 0) + 1;
}

/** As the paper's own header prints it. */
export const labelIn = async (db: Knex, paper: PaperKey): Promise<string> =>
  labelOf(paper.kind, paper.subject, await editionIn(db, paper));
