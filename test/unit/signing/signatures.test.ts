import fc from 'fast-check';
import { callbackSignature, contentMd5, requestSignature } from '../../../signing/esign/signature';
import { decryptCallback, encryptCallback, tc3Authorization } from '../../../signing/ess/signature';
import { fascSignature } from '../../../signing/fasc/signature';

const CVM = {
  secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******',
  service: 'cvm',
  timestamp: 1_551_113_065,
  payload: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
};
const HEADERS: [string, string][] = [
  ['content-type', 'application/json; charset=utf-8'],
  ['host', 'cvm.tencentcloudapi.com'],
];

describe('腾讯云签名方法 v3: 公开文档的算例', () => {
  it.each([
    ['Gu5t9xGARNpq86cd98joQYCN3*******', HEADERS, '2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c'],
    ['Gu5t9xGARNpq86cd98joQYCN3EXAMPLE', HEADERS, '72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168'],
    [
      '*'.repeat(32),
      [...HEADERS, ['x-tc-action', 'describeinstances'] as [string, string]],
      '10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f',
    ],
  ])('%s', (secretKey, headers, signature) => {
    const names = headers.map(([name]) => name).join(';');
    expect(tc3Authorization({ ...CVM, secretKey, headers })).toBe(
      `TC3-HMAC-SHA256 Credential=${CVM.secretId}/2019-02-25/cvm/tc3_request, SignedHeaders=${names}, Signature=${signature}`,
    );
  });
});

describe('腾讯电子签回调加密: 平台自己的密文', () => {
  // of the tests of github.com/tencentess/tsign-callback-dispatcher
  const KEY = 'CC23FB38AE1D47B09D939CFBAE64195F';
  const PLAIN =
    '{"MsgId":"yDtKOUUckpfzn1drUP8YGQwIiomArVih","MsgType":"TemplateAdd","MsgVersion":"CustomApp","MsgData":{"OrganizationId":"yDwJvUUckpk5rwf8Uxh4PcT1e3NS5wQn","OperatorUserId":"yDwJCUUckpk0y11sUxGkg4n1WsBQNkIp","TemplateId":"yDtKOUUckpfzdllkUuSHDA1uMECpNeoa","TemplateName":"sale-v1","CreateTime":1767146542}}';
  const SEALED =
    'VV/zit1H66SsjoJ/yy6ezfESfFGjaoMCDElrlnnPf75bD6yWyRYnvLs+DJh8nR1+DOhtRKClQeLM69rBScm2nlS6NcxqAHm9aIlvl4dbp+OxVOmEwWb9nRV4l889u89RwV6BHtNpiwQN5x/e7f3Q1X6feX+zK78Sh3sP81KSIn7kEyrZSXlShJoY/mauraMiOldmMDzZ1AtiJ8nQ3S8L9W/WLoqgfeR8QnbsPkVYecuTdQAuA991C5ohw3OGTkaW5NiEVrRZ+EVi8OmacM6HuPZ0AWArQ1CE30d1PnWBwKXqLHdxqI8Jzk4DVC8ICDSjvuGiHJbupiFjo/f8IDHoJn96GPIed5mNBsZtFoHTqcTgn82nfzYBTZ4ExjFF4ONhgou2uvgXUwaT+2a/rVKRkYGQnoaB1R1kMEsUD8pYxcE=';

  it('解得开, 也写得出同样的', () => {
    expect(decryptCallback(KEY, SEALED)).toBe(PLAIN);
    expect(encryptCallback(KEY, PLAIN)).toBe(SEALED);
  });

  it('任何内容都原样返回', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        expect(decryptCallback(KEY, encryptCallback(KEY, text))).toBe(text),
      ),
    );
  });
});

describe('法大大两步签名', () => {
  it('算例 (公开客户端按官方 SDK 算法给出)', () => {
    const parameters = {
      'X-FASC-App-Id': 'app-id',
      'X-FASC-Sign-Type': 'HMAC-SHA256',
      'X-FASC-Timestamp': '1660000000123',
      'X-FASC-Nonce': '0123456789abcdef0123456789abcdef',
      'X-FASC-Api-SubVersion': '5.1',
      'X-FASC-AccessToken': 'token',
      bizContent: 'Alice',
    };
    const expected = '37e2dd3277c7fd3618257b09a7cde544f7d07208fb2791666738236dd3aeabde';
    expect(fascSignature('app-secret', '1660000000123', parameters)).toBe(expected);
    const others = { ...parameters, 'X-FASC-Grant-Type': undefined, empty: ' ' };
    expect(fascSignature('app-secret', '1660000000123', others)).toBe(expected);
  });
});

describe('e签宝 V3 签名: 文档没有可复现的算例 (密钥已隐去), 按其七行格式写出', () => {
  it('请求: 方法, 接受, 摘要, 类型, 空日期, 路径', () => {
    const body = Buffer.from('{"name":"张三"}');
    expect(contentMd5(body)).toBe('HjMyrLrHKE0+csnLjzE02Q==');
    const contentType = 'application/json; charset=UTF-8';
    // printf 'POST\n*/*\n…\napplication/json; charset=UTF-8\n\n/v3/test' | openssl dgst -sha256 -hmac secret -binary | base64
    expect(requestSignature('secret', { method: 'POST', path: '/v3/test', body, contentType })).toBe(ESIGN_REQUEST);
  });

  it('回调: 时间戳, 按名排序的 query 的值, 原始正文', () => {
    const body = Buffer.from('{"action":"SIGN_FLOW_COMPLETE"}');
    const query = { orderNo: 'ord-1', accountId: 'acct-1' };
    // printf '1713508339505acct-1ord-1{"action":"SIGN_FLOW_COMPLETE"}' | openssl dgst -sha256 -hmac secret
    expect(callbackSignature('secret', '1713508339505', query, body)).toBe(ESIGN_CALLBACK);
  });
});

/** By openssl, independently of this code. */
const ESIGN_REQUEST = 'Pi/ctktFeIy7qc8pyiBvlc6Rh+CKODXok8iqA3MNDFw=';
const ESIGN_CALLBACK = 'd066922852271d01092041ed168b21e5a51d60152454fd3cd00c2ccd43bee354';
