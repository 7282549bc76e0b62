import { createHmac } from 'node:crypto';
import { same } from '../same';
import { SimRefusal } from './flow';

export interface Link {
  /** Or the file to be uploaded. */
  flowId: string;
  /** Whose page it is; absent for a file. */
  role?: string;
  /** Content-MD5 of what is to be uploaded, where it was told beforehand. */
  digest?: string;
  /** Epoch ms. */
  until: number;
}

/** Links that carry what they are for and until when, authenticated: a restart forgets none. */
export class Links {
  constructor(private readonly secret: string) {}

  make(link: Link): string {
    const text = Buffer.from(JSON.stringify(link), 'utf8').toString('base64url');
    return `${text}.${this.sign(text)}`;
  }

  /** Throws for one that was changed or has expired. */
  read(token: string, now: number): Link {
    const [text = '', signature] = token.split('.');
    if (!same(signature, this.sign(text))) throw new SimRefusal('not-found', '链接无效');
    const link = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Link;
    if (link.until <= now) throw new SimRefusal('wrong-state', '链接已过期, 请重新获取');
    return link;
  }

  private sign(text: string): string {
    return createHmac('sha256', this.secret).update(text).digest('base64url').slice(0, 32);
  }
}
