import { NotFound } from '#platform/errors.ts';
import { getMail } from '#platform/mail/outbox.ts';
import type { RequestHandler } from './$types';

/** The mail as its reader sees it, for a frame: it runs no script, fetches nothing, and its links open elsewhere. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { actor } = locals.ctx;
  if (actor.kind !== 'user' || !actor.administrator) throw new NotFound('not_found.page');
  const { html } = await getMail(locals.ctx, Number(params.mail));
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy':
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
  };
  return new Response(html.replace('<head>', '<head><base target="_blank">'), { headers });
};
