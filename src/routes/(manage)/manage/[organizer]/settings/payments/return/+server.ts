import { redirect } from '@sveltejs/kit';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { refreshOwnAccount } from '#features/stripe/server/refresh-own-account.ts';
import type { RequestHandler } from './$types';

/**
 * Where Stripe sends the browser when somebody is through with its questions, or left them: only Stripe knows which.
 */
export const GET: RequestHandler = async ({ locals, params }) => {
  if (locals.ctx.actor.kind === 'nobody')
    redirect(303, `/sign-in?next=${encodeURIComponent(`/manage/${params.organizer}/settings/payments/return`)}`);
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'manage-payouts');
  const answered = await refreshOwnAccount(locals.ctx, scope);
  redirect(303, `/manage/${scope.slug}/settings/payments?${answered ? 'returned' : 'waiting'}`);
};
