/** The API's own address from outside, without a slash at its end: what mails and papers may print. */
export const publicUrlOf = (env: NodeJS.ProcessEnv): string =>
  (env['LVYUE_PUBLIC_URL'] || `http://localhost:${env['PORT'] || 3_000}`).replace(/\/+$/, '');
