import { redirect } from '@sveltejs/kit';
import { safePath } from '#features/accounts/next-path.ts';
import { finishConnect } from '#features/stripe/server/finish-connect.ts';
import { getStripeSettings } from '#features/stripe/server/stripe-client.ts';
import { TooMany } from '#platform/rate-limit.ts';
import { stripeCookie } from '../stripe-cookie.ts';
import { requestFacts } from '../../finish-entry.ts';
import type { RequestHandler } from './$types';

/** Where Stripe sends the browser back to. Whatever comes of it stands on a page whose address tells no secret. */
export const GET: RequestHandler = async (event) => {
  const { locals, url, cookies } = event;
  getStripeSettings();
  const { address: client } = requestFacts(event);
  const finished = await finishConnect(locals.ctx, {
    query: url.searchParams,
    browser: stripeCookie.read(cookies),
    client,
  }).catch((error: unknown) => {
    if (error instanceof TooMany) return { kind: 'failed', why: 'too-many', attempt: null } as const;
    throw error;
  });
  event.setHeaders({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  if (finished.kind === 'failed')
    redirect(303, `/stripe/failed?why=${finished.why}${finished.attempt ? `&attempt=${finished.attempt}` : ''}`);
  stripeCookie.forget(cookies);
  const next = safePath(finished.next, '/manage').split(/[?#]/)[0];
  redirect(303, `${next}?connected`);
};
