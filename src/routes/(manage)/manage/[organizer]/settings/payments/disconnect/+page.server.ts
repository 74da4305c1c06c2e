import { fail, redirect } from '@sveltejs/kit';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { disconnectAccount } from '#features/stripe/server/disconnect-account.ts';
import { canNotifyStripe } from '#features/stripe/server/finish-disconnect.ts';
import { countOnTheWay, findConnection, listEventsPaidByCard } from '#features/stripe/server/queries.ts';
import { FoyerError, wordError } from '#platform/errors.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'manage-payouts');
  const connection = await findConnection(locals.ctx, scope);
  return {
    account: connection
      ? {
          name: connection.name,
          account: connection.account,
          isLettingGo: connection.lettingGoAt !== null,
          isNotified: canNotifyStripe(connection),
        }
      : null,
    onTheWay: await countOnTheWay(locals.ctx, connection),
    events: await listEventsPaidByCard(locals.ctx, scope),
  };
};

export const actions: Actions = {
  default: async ({ locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'manage-payouts');
    let state: 'done' | 'waiting';
    try {
      state = await disconnectAccount(locals.ctx, scope);
    } catch (thrown) {
      if (!(thrown instanceof FoyerError) || thrown.status >= 500) throw thrown;
      return fail(thrown.status, { problem: wordError(thrown, locals.locale) });
    }
    redirect(303, `/manage/${scope.slug}/settings/payments${state === 'done' ? '?gone' : ''}`);
  },
};
