import { X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { verifyPdf } from '../../../signing/pdf/verify';
import { original } from '../../support/esign';
import { issue, signedBy, testSealer, type Issued } from '../../support/signed-pdf';

const AT = Date.parse('2027-01-06T09:30:00+08:00');
const trust = (...roots: Issued[]) => ({
  roots: roots.map(({ certificate }) => new X509Certificate(forge.pki.certificateToPem(certificate))),
});

const { seal } = testSealer();
const root = issue('Root', undefined, { ca: true });
const middle = issue('Middle', root, { ca: true });
const own = issue('Own', middle);

it('同一张证书签两次只算一个签名', async () => {
  const file = await original('one');
  const [first, second] = [
    { name: '甲', reason: '协议', at: AT },
    { name: '乙', reason: '协议', at: AT },
  ] as const;
  const twice = await seal(await seal(file.bytes, first), first);
  expect(await verifyPdf(twice, file.sha256, { roots: [] })).toEqual({
    genuine: true,
    signatures: 1,
    detail: '原件未变, 2 个签名有效, 来自 1 张证书',
  });
  expect(await verifyPdf(await seal(twice, second), file.sha256, { roots: [] })).toMatchObject({ signatures: 2 });
});

describe('受信任的证书', () => {
  const check = async (chain: [Issued, ...Issued[]], roots: Issued[], at = AT) => {
    const file = await original('one');
    return verifyPdf(await signedBy(file.bytes, chain, at), file.sha256, trust(...roots), AT);
  };
  const genuine = { genuine: true, signatures: 1 };
  const refused = (problem: string) => ({ genuine: false, detail: `第 1 个签名: ${problem}` });

  it('经由中级机构签发的可信, 缺了它不可信', async () => {
    expect(await check([own, middle], [root])).toMatchObject(genuine);
    expect(await check([own], [root])).toMatchObject(refused('证书不受信任'));
    expect(await check([own], [middle])).toMatchObject(genuine);
    expect(await check([own], [own])).toMatchObject(genuine);
  });

  it('不是机构的证书签发的不可信, 是受信任的那张也一样', async () => {
    const forged = issue('Forged', own);
    expect(await check([forged, own, middle], [root])).toMatchObject(refused('证书不受信任'));
    expect(await check([forged], [own])).toMatchObject(refused('证书不受信任'));
  });

  it('按签署时刻看有效期, 中级机构的也看', async () => {
    const short = issue('Short', middle, { from: '2020-01-01', to: '2021-01-01' });
    const then = Date.parse('2020-06-01T00:00:00Z');
    expect(await check([short, middle], [root])).toMatchObject(refused('签署时证书不在有效期内'));
    expect(await check([short, middle], [root], then)).toMatchObject(genuine);
    expect(await check([short, middle], [root], Date.parse('2019-12-31T00:00:00Z'))).toMatchObject({ genuine: false });
    expect(await check([short, middle], [])).toMatchObject(genuine); // only integrity
    const lapsed = issue('Lapsed', root, { ca: true, to: '2021-01-01' });
    expect(await check([issue('Late', lapsed), lapsed], [root])).toMatchObject(refused('签署时证书不在有效期内'));
  });
});
