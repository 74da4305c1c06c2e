import { fail, redirect } from '@sveltejs/kit';
import { eraseAccount } from '#features/accounts/server/erase-account.ts';
import { eraseForm } from '#features/accounts/server/inputs.ts';
import { requirePerson } from '#features/accounts/server/policy.ts';
import { getOwnAccount, listSoleOwnerships } from '#features/accounts/server/queries.ts';
import { giveCookies } from '../../../give-cookies.ts';
import { submitAccountForm } from '../../submit-account-form.ts';
import { requireRecentProof, requireSignedIn } from '../../../require-signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  requireSignedIn(locals, url);
  const owned = await listSoleOwnerships(locals.ctx, requirePerson(locals.ctx).userId);
  return { account: await getOwnAccount(locals.ctx), owned };
};

export const actions: Actions = {
  erase: async (event) => {
    requireSignedIn(event.locals, event.url);
    if (!(await getOwnAccount(event.locals.ctx)).hasPassword) requireRecentProof(event.locals, event.url);
    const result = await submitAccountForm(event, eraseForm, (input) => eraseAccount(event.locals.ctx, input));
    if (!result.ok) return fail(result.status, result.state);
    if (event.platform) giveCookies(event.cookies, await event.platform.auth.endSession(event.request.headers));
    redirect(303, '/sign-in?erased=1');
  },
};
