import { PDFArray, PDFDict, PDFName, PDFRef, type PDFDocument } from 'pdf-lib';
import { verifyPdf } from '../../../signing/pdf/verify';
import { original } from '../../support/esign';
import { stream, testSealer, updated } from '../../support/signed-pdf';

const NONE = { roots: [] };
const AT = Date.parse('2027-01-06T09:30:00+08:00');
const FORGED = stream('BT /F1 10 Tf 20 200 Td (other terms) Tj ET');
const { seal } = testSealer();

const by = (pdf: Buffer, name: string): Promise<Buffer> => seal(pdf, { name, reason: '协议', at: AT });
const both = async (pdf: Buffer): Promise<Buffer> => by(await by(pdf, '甲'), '乙');

const name = (text: string): PDFName => PDFName.of(text);
const page = (document: PDFDocument) => document.getPage(0);
const rootOf = ({ context }: PDFDocument): PDFRef => context.trailerInfo.Root as PDFRef;
const contentsOf = (document: PDFDocument): PDFRef => {
  const contents = page(document).node.get(name('Contents'));
  return contents instanceof PDFArray ? (contents.get(0) as PDFRef) : (contents as PDFRef);
};
function dictWith(dict: PDFDict, key: string, value: unknown): string {
  const copy = dict.clone();
  copy.set(name(key), dict.context.obj(value as never));
  return copy.toString();
}
/** One more annotation on the first page. */
function annotated(document: PDFDocument, annotation: string): Map<PDFRef, string> {
  const { node, ref } = page(document);
  const own = document.context.nextRef();
  const before = node.lookupMaybe(name('Annots'), PDFArray)?.asArray() ?? [];
  return new Map([
    [own, annotation],
    [ref, dictWith(node, 'Annots', [...before, own])],
  ]);
}
const widget = (rect: string, more = ''): string =>
  `<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /Rect [${rect}] ${more} >>`;

type Change = (document: PDFDocument) => Map<PDFRef, string>;

describe.each([
  ['交叉引用流', true],
  ['交叉引用表', false],
])('签署之间只能添加签名 (%s)', (_kind, objectStreams) => {
  let file: Awaited<ReturnType<typeof original>>;
  beforeAll(async () => (file = await original('one', { objectStreams })));

  const REFUSED: [what: string, problem: string, change: Change][] = [
    ['换掉页面内容', '改动了原件的内容', (document) => new Map([[contentsOf(document), FORGED]])],
    [
      '页面改用另一内容',
      '改动了页面',
      (document) => {
        const own = document.context.nextRef();
        return new Map([
          [own, FORGED],
          [page(document).ref, dictWith(page(document).node, 'Contents', own)],
        ]);
      },
    ],
    [
      '页面改用另一资源',
      '改动了页面',
      (document) => new Map([[page(document).ref, dictWith(page(document).node, 'Resources', {})]]),
    ],
    [
      '旋转页面',
      '改动了页面',
      (document) => new Map([[page(document).ref, dictWith(page(document).node, 'Rotate', 180)]]),
    ],
    [
      '去掉一页',
      '改动了原件的内容',
      ({ catalog }) => {
        const pages = catalog.Pages();
        return new Map([[catalog.get(name('Pages')) as PDFRef, dictWith(pages, 'Kids', [pages.Kids().get(0)])]]);
      },
    ],
    [
      '盖住文字的批注',
      '添加了签名以外的批注',
      (document) =>
        annotated(document, '<< /Type /Annot /Subtype /FreeText /Rect [20 190 90 220] /Contents (other terms) >>'),
    ],
    ['盖住整页的印章', '签章遮盖了过多的页面', (document) => annotated(document, widget('0 0 300 400'))],
    [
      '带动作的签名域',
      '添加了签名以外的批注',
      (document) => annotated(document, widget('0 0 9 9', '/A << /S /JavaScript /JS (x) >>')),
    ],
    [
      '打开时的动作',
      '改动了文件的目录',
      (document) => new Map([[rootOf(document), dictWith(document.catalog, 'OpenAction', { S: 'JavaScript' })]]),
    ],
    [
      '另加文字域',
      '添加了签名以外的表单内容',
      (document) => {
        const own = document.context.nextRef();
        return new Map([
          [own, '<< /FT /Tx /T (price) /V (1) >>'],
          [rootOf(document), dictWith(document.catalog, 'AcroForm', { Fields: [own] })],
        ]);
      },
    ],
    [
      '另一个目录',
      '更换了文件的目录',
      (document) => {
        const own = document.context.nextRef();
        const copy = document.catalog.toString();
        document.context.trailerInfo.Root = own;
        return new Map([[own, copy]]);
      },
    ],
  ];

  it.each(REFUSED)('%s: 不真', async (_what, problem, change) => {
    const before = await both(await updated(file.bytes, change));
    expect(await verifyPdf(before, file.sha256, NONE)).toEqual({
      genuine: false,
      signatures: 2,
      detail: `第 1 个签名之前: ${problem}`,
    });
    const between = await by(await updated(await by(file.bytes, '甲'), change), '乙');
    expect(await verifyPdf(between, file.sha256, NONE)).toMatchObject({
      genuine: false,
      detail: `第 2 个签名之前: ${problem}`,
    });
  });

  it('先换掉, 后又恢复: 首个签名签的不是原件', async () => {
    let before = '';
    const swapped = await updated(file.bytes, (document) => {
      const { ref, node } = page(document);
      before = node.toString();
      return new Map([[ref, dictWith(node, 'Rotate', 180)]]);
    });
    const restored = await updated(await by(swapped, '甲'), (document) => new Map([[page(document).ref, before]]));
    expect(await verifyPdf(await by(restored, '乙'), file.sha256, NONE)).toMatchObject({
      genuine: false,
      detail: '第 1 个签名之前: 改动了页面',
    });
  });

  it('原样重写的对象, 文件信息, 不大的印章都可以', async () => {
    const rewritten = await updated(file.bytes, (document) => {
      const { node } = page(document);
      const copy = new Map(node.entries().reverse());
      const turned = PDFDict.fromMapWithContext(copy, document.context);
      const info = document.context.trailerInfo.Info as PDFRef;
      const [own, look] = [document.context.nextRef(), document.context.nextRef()];
      turned.set(name('Annots'), document.context.obj([own]));
      return new Map([
        [info, '<< /Producer (platform) >>'],
        [look, '<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\nendstream'],
        [own, widget('20 20 120 120', `/AP << /N ${String(look)} >>`)],
        [page(document).ref, turned.toString()],
      ]);
    });
    expect(await verifyPdf(await both(rewritten), file.sha256, NONE)).toMatchObject({ genuine: true, signatures: 2 });
  });

  it('后来的版本让签名不再属于任何签名域: 不真', async () => {
    const dropped = await updated(
      await by(file.bytes, '甲'),
      (document) => new Map([[rootOf(document), dictWith(document.catalog, 'AcroForm', { Fields: [] })]]),
    );
    expect(await verifyPdf(await by(dropped, '乙'), file.sha256, NONE)).toMatchObject({
      genuine: false,
      detail: '有签名不在签名域中',
    });
  });
});

it('重写装着原件对象的流: 不真', async () => {
  const file = await original('one', { objectStreams: true });
  const [, number] = /(\d+) 0 obj\s*<<[^>]*\/Type \/ObjStm/.exec(file.bytes.toString('latin1'))!;
  const swapped = await updated(file.bytes, () => new Map([[PDFRef.of(Number(number)), FORGED]]));
  expect(await verifyPdf(await both(swapped), file.sha256, NONE)).toMatchObject({
    genuine: false,
    detail: '第 1 个签名之前: 改动了原件的内容',
  });
});

it('交叉引用指向藏在别处的对象: 按交叉引用读, 不真', async () => {
  const file = await original('one', { objectStreams: false });
  let hidden = '';
  const holder = await updated(file.bytes, (document) => {
    hidden = `${contentsOf(document).objectNumber} 0 obj\n${FORGED}\nendobj`;
    return new Map([[document.context.nextRef(), stream(hidden)]]);
  });
  const at = holder.indexOf(hidden);
  const previous = holder.lastIndexOf('\nxref') + 1;
  const number = parseInt(hidden, 10);
  const text = holder.toString('latin1');
  const [trailer] = /<< \/Size [^>]*/.exec(text.slice(previous))!;
  const table = `xref\n${number} 1\n${String(at).padStart(10, '0')} 00000 n \ntrailer\n`;
  const pointed = Buffer.from(
    `${text}${table}${trailer.replace(/\/Prev \d+/, `/Prev ${previous}`)}>>\nstartxref\n${text.length}\n%%EOF\n`,
    'latin1',
  );
  expect(at).toBeGreaterThan(0);
  expect(await verifyPdf(await both(pointed), file.sha256, NONE)).toMatchObject({
    genuine: false,
    detail: '第 1 个签名之前: 改动了原件的内容',
  });
});
