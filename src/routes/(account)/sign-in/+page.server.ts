import { fail, redirect } from '@sveltejs/kit';
import { checkPassword } from '#features/accounts/server/check-password.ts';
import { ACCOUNT_LIMITS, signInForm } from '#features/accounts/server/inputs.ts';
import { nameProviders } from '#features/connections/server/find-provider.ts';
import { getRuntime } from '#platform/runtime.ts';
import { carried, finishEntry, leadOn, requestFacts, userAgentOf } from '../finish-entry.ts';
import { submitAccountForm } from '../submit-account-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
  const { next, email, query } = carried(url);
  if (locals.ctx.actor.kind === 'user') leadOn(next);
  const told = ['confirmed', 'reset', 'erased', 'out'].find((name) => url.searchParams.has(name)) ?? '';
  return {
    next,
    email,
    query,
    told,
    blocked: url.searchParams.has('blocked'),
    linkUsed: url.searchParams.get('link') === 'used',
    limits: ACCOUNT_LIMITS,
    providers: nameProviders(getRuntime().config),
  };
};

export const actions: Actions = {
  default: async (event) => {
    if (event.locals.ctx.actor.kind === 'user') redirect(303, '/account');
    const { address } = requestFacts(event);
    const result = await submitAccountForm(event, signInForm, async ({ email, password, next }) => ({
      next,
      ...(await checkPassword(event.locals.ctx, { email, password, address, userAgent: userAgentOf(event) })),
    }));
    if (!result.ok) return fail(result.status, result.state);
    return finishEntry(event, result.value.userId, result.value.next, 'password');
  },
};
