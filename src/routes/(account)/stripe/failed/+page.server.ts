import { readFailure } from '#features/stripe/account.ts';
import { findAttempt } from '#features/stripe/server/queries.ts';
import { getStripeSettings } from '#features/stripe/server/stripe-client.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, setHeaders }) => {
  const { live } = getStripeSettings();
  setHeaders({ 'cache-control': 'no-store' });
  const attempt = await findAttempt(locals.ctx, url.searchParams.get('attempt') ?? '');
  return {
    why: readFailure(url.searchParams.get('why')),
    said: attempt?.words ?? '',
    next: attempt?.next ?? '/manage',
    live,
  };
};
