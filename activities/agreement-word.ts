import { agreementDocx, changesDocx, type RenderedDocx } from '../documents/docx/agreement';
import { agreementVersion } from './agreement-versions';
import type { OpeningDeps } from './documents';

/** A version of the agreement as a Word file, made when it is asked for, the same each time. Undefined: no such version. */
export async function agreementWord(deps: OpeningDeps, no: string, version: number): Promise<RenderedDocx | undefined> {
  const data = await agreementVersion(deps, no, version);
  return data && agreementDocx(data);
}

/** 修改对照稿 of a version against an earlier one. Undefined: one of them does not exist. */
export async function changesWord(
  deps: OpeningDeps,
  no: string,
  version: number,
  before: number,
): Promise<RenderedDocx | undefined> {
  const [old, fresh] = [await agreementVersion(deps, no, before), await agreementVersion(deps, no, version)];
  return old && fresh && changesDocx(old, fresh);
}
