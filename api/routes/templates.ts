import { createHash } from 'node:crypto';
import { Router } from 'express';
import { findTemplate, listTemplates, storeTemplate, type StoredTemplate } from '../../db/templates';
import { templateFrom } from '../../documents/own/read';
import { OWN_TEMPLATE_NAME, templateVersionOf, type OwnTemplate } from '../../domain/document/own-template';
import { AGREEMENT_TEMPLATES } from '../../domain/document/template';
import { Failure } from '../../domain/failures';
import { ROLES, type Role } from '../../domain/roles';
import { docxFlaw } from '../../security/content/docx';
import { identityOf, notFound, requireReader, requireRole } from '../auth';
import type { ApiDeps } from '../deps';
import { ApiFailure } from '../problems';
import { receiveFile } from '../receive-file';
import { z } from '../schemas/zod';
import { parse } from '../validation';
import { at } from '../views/agreement';

export const templateQuery = z.strictObject({
  name: z
    .string()
    .regex(OWN_TEMPLATE_NAME, '只能用文字, 数字, 横线, 下划线, 至多 30 字')
    .openapi({ description: '模板名称; 同名的为其下一版本', example: '法务2026' }),
});

/** Whoever drafts or reviews must see what there is to choose; a client never chooses. */
export const TEMPLATE_READERS: readonly Role[] = ROLES.filter((role) => role !== 'client');
export const TEMPLATE_KEEPERS: readonly Role[] = ['administrator'];

/** Agreement templates: the product's and the customers' own (docs/templates.md). */
export function templateRoutes({ db }: ApiDeps): Router {
  const router = Router();

  router.get('/templates', async (request, response) => {
    requireReader(identityOf(request), TEMPLATE_READERS);
    const builtIn = Object.values(AGREEMENT_TEMPLATES).map(({ version, clauses }) => ({
      templateVersion: version,
      clauses: clauses.map(({ id, title }) => ({ id, title })),
    }));
    response.json({ items: [...builtIn, ...(await listTemplates(db)).map(summaryOf)] });
  });

  router.get('/templates/own/:name/:version', async (request, response) => {
    requireReader(identityOf(request), TEMPLATE_READERS);
    const { name, version } = request.params;
    const template = /^[1-9]\d{0,5}$/.test(version)
      ? await findTemplate(db, { id: `own/${name}`, version: Number(version) })
      : undefined;
    if (!template) throw notFound();
    response.json({ ...summaryOf(template), ...template.content });
  });
  return router;
}

/** Takes a Word file as it is, or in a form: before the parsers of JSON. */
export function templateUploadRoutes({ db, locks, people }: ApiDeps): Router {
  const router = Router();

  /** No key is needed: the same file under the same name is the same version. */
  router.post('/templates', async (request, response) => {
    const identity = identityOf(request);
    requireRole(identity, TEMPLATE_KEEPERS);
    const { name } = parse(templateQuery, request.query, '查询参数');
    const file = await receiveFile(request);
    const content = await readTemplate(file);
    const id = `own/${name}`;
    const sha256 = createHash('sha256').update(file).digest('hex');
    await people.rememberPerson(identity.actor, identity.name);
    const version = await locks.one('templates', () =>
      storeTemplate(db, { id, sha256, content, by: identity.actor.id }),
    );
    const stored = await findTemplate(db, { id, version });
    response
      .status(201)
      .location(`/v1/templates/own/${encodeURIComponent(name)}/${version}`)
      .json(summaryOf(stored!));
  });
  return router;
}

/** Throws `UnsupportedType` for what is no Word file, `Invalid` with everything that is wrong with the template. */
async function readTemplate(file: Buffer): Promise<OwnTemplate> {
  const flaw = docxFlaw(file);
  if (flaw !== undefined) throw new Failure('UnsupportedType', flaw, 'file');
  const { template, misses } = await templateFrom(file).catch(() => {
    throw new Failure('UnsupportedType', 'DOCX 已损坏, 无法读取', 'file');
  });
  if (misses.length === 0) return template;
  throw new ApiFailure('Invalid', `模板不符合要求, 共 ${misses.length} 处`, {
    field: 'file',
    errors: misses.map(({ where, rule, message }) => ({ field: where, rule, message })),
  });
}

const summaryOf = ({ id, version, sha256, content, createdAt }: StoredTemplate) => ({
  templateVersion: templateVersionOf({ id, version }),
  id,
  version,
  sha256,
  uploadedAt: at(createdAt),
  clauses: content.clauses.map(({ id: clause, variant, title }) => ({
    id: clause,
    ...(variant !== undefined && { variant }),
    title,
  })),
});
