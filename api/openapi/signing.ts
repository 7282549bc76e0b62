import { READERS } from '../../domain/reading';
import { LINKED } from '../routes/signing';
import { signingLink, signingState } from '../schemas/signing';
import { json, ofAgreement, who, type Route } from './route';

export const SIGNING_ROUTES: Route[] = [
  {
    method: 'get',
    path: '/v1/agreements/{no}/signing',
    summary: '签署的进度',
    description: `${who(READERS)}。谁已查看, 谁已签署, 轮到谁; 不含签署链接。`,
    tag: '协议',
    ok: [200, json(signingState)],
    params: ofAgreement,
  },
  {
    method: 'post',
    path: '/v1/agreements/{no}/signing/link',
    summary: '取得签署链接',
    description: `${who(LINKED)}。客户得到乙方的, 运营得到甲方的; 只在按记录轮到该方时给出, 短时有效, 每次点击重新取得, 请勿转发。`,
    tag: '协议',
    ok: [200, json(signingLink)],
    params: ofAgreement,
    failures: ['NotNow'],
  },
];
