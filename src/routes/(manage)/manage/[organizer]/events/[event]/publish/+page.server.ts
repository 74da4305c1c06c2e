import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { publishEvent } from '#features/events/server/publish-event.ts';
import { manageRoot } from '#features/events/wizard.ts';
import { checkSale } from '#features/payments/server/check-sale.ts';
import { Invalid, wordError } from '#platform/errors.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'publish');
  return { checklist: await checkSale(locals.ctx, scope), address: `${getRuntime().config.url}/e/${scope.slug}` };
};

export const actions: Actions = {
  publish: async ({ locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'publish');
    try {
      await publishEvent(locals.ctx, scope, { complete: true });
    } catch (error) {
      if (error instanceof Invalid) return fail(422, { message: wordError(error, locals.locale) });
      throw error;
    }
    redirect(303, `${manageRoot(params)}/publish`);
  },
};
