import { fail, redirect } from '@sveltejs/kit';
import { ACCOUNT_LIMITS, newPasswordForm } from '#features/accounts/server/inputs.ts';
import { findToken } from '#features/accounts/server/keep-token.ts';
import { resetPassword } from '#features/accounts/server/update-password.ts';
import { requestFacts } from '../enter-house.ts';
import { submitAccountForm } from '../submit-account-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const token = url.searchParams.get('token') ?? '';
  return { token, isGood: (await findToken(locals.ctx, 'reset-password', token)) !== undefined, limits: ACCOUNT_LIMITS };
};

export const actions: Actions = {
  default: async (event) => {
    const result = await submitAccountForm(event, newPasswordForm, ({ token, password }) => resetPassword(event.locals.ctx, { token, password, ...requestFacts(event) }));
    if (!result.ok) return fail(result.status, result.state);
    redirect(303, '/sign-in?reset=1');
  },
};
