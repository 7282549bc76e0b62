import { renderDocument } from '../../documents/render';
import { sampleAgreement, sampleDocuments, sampleDraft } from '../support/documents';
import { dense, pagesOf } from '../support/pdf-text';

/** Two lines on paper; the steps move the end of the text over a whole page, by less than the blocks are high. */
const SENTENCE =
  '双方就本条另行约定，任何一方均应在收到对方书面要求之日起三个工作日内给予书面答复，并说明其理由与依据。';
const STEPS = Array.from({ length: 9 }, (_, step) => 3 * step);

/** The page with the blocks to sign in, for texts of growing length. */
async function signedPages(make: (added: string) => Promise<{ bytes: Buffer }>): Promise<string[]> {
  const pdfs = [];
  for (const step of STEPS) pdfs.push((await make(SENTENCE.repeat(step))).bytes);
  return pagesOf(pdfs).map((pages) => {
    const signed = pages.map(dense).filter((page) => page.includes('签署日期：'));
    expect(signed).toHaveLength(1);
    expect(signed[0]!.split('签署日期：')).toHaveLength(3); // both blocks
    return signed[0]!;
  });
}

describe('the blocks to sign in never stand alone on a page', () => {
  test('agreement: with the line that ends the text, and the last paragraph before it', async () => {
    const pages = await signedPages((added) => {
      const clauses = sampleDraft.clauses.map((clause) =>
        clause.id === 'law' && added ? { ...clause, supplement: added } : clause,
      );
      return renderDocument('agreement', { ...sampleAgreement, draft: { ...sampleDraft, clauses } });
    });
    for (const page of pages) {
      expect(page).toContain('以下无正文');
      expect(page).toContain('下列附件为本协议不可分割的组成部分');
    }
  });

  test('agreement: a supplement that ends the last clause is kept with them, too', async () => {
    const pages = await signedPages((added) => {
      const clauses = sampleDraft.clauses.map((clause) =>
        clause.id === 'annexes' ? { ...clause, supplement: `${added}补充约定到此为止。` } : clause,
      );
      return renderDocument('agreement', { ...sampleAgreement, draft: { ...sampleDraft, clauses } });
    });
    for (const page of pages) expect(page).toMatch(/补充约定到此为止。.*以下无正文/);
  });

  test('amendment: with its last paragraph', async () => {
    const pages = await signedPages((added) =>
      renderDocument('amendment', { ...sampleDocuments.amendment, text: `${sampleDocuments.amendment.text}${added}` }),
    );
    for (const page of pages) expect(page).toContain('本补充协议一式两份，双方各执一份');
  });
});
