import { escape, page } from './pages';

/** What a personal link is for. */
export interface Offer {
  title: string;
  about: string;
  says: string;
  button: string;
}

export const BUTTON =
  'display:inline-block;font:inherit;font-weight:600;color:#fff;background:#0b62b0;border:0;border-radius:6px;padding:.6rem 1.6rem;cursor:pointer;text-decoration:none';

/** The button sends the same address by POST. */
export const linkPage = ({ title, about, says, button }: Offer): string =>
  page(
    title,
    `<h1>${escape(title)}</h1><p>${escape(about)}</p><p>${escape(says)}</p>
     <form method="post"><button style="${BUTTON}">${escape(button)}</button></form>
     <p><small>本链接只供收件人办理此事, 请勿转发。</small></p>`,
  );

/** @param onward where it goes on; a browser does not let a form lead to another site by itself */
export const outcomePage = (title: string, says: string, onward?: string): string =>
  page(
    title,
    `<h1>${escape(title)}</h1><p>${escape(says)}</p>${
      onward === undefined
        ? ''
        : `<p><a style="${BUTTON}" rel="noreferrer" href="${escape(onward)}">打开签署页面</a></p>`
    }`,
  );
