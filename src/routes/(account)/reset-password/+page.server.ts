import { fail, redirect } from '@sveltejs/kit';
import { ACCOUNT_LIMITS, newPasswordForm } from '#features/accounts/server/inputs.ts';
import { findResetAccess, resetPassword } from '#features/accounts/server/update-password.ts';
import { nameProviders } from '#features/connections/server/find-provider.ts';
import { getRuntime } from '#platform/runtime.ts';
import { requestFacts } from '../finish-entry.ts';
import { submitAccountForm } from '../submit-account-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const token = url.searchParams.get('token') ?? '';
  const access = await findResetAccess(locals.ctx, token);
  const names = nameProviders(getRuntime().config);
  const services = (access?.services ?? []).map((id) => names.find((one) => one.id === id)?.name ?? id);
  return { token, isGood: access !== undefined, access: access && { ...access, services }, limits: ACCOUNT_LIMITS };
};

export const actions: Actions = {
  default: async (event) => {
    const result = await submitAccountForm(
      event,
      newPasswordForm,
      ({ token, password, keepPasskeys, keepKeys, keepServices }) =>
        resetPassword(event.locals.ctx, {
          token,
          password,
          ...requestFacts(event),
          keepPasskeys: keepPasskeys !== undefined,
          keepKeys: keepKeys !== undefined,
          keepServices: keepServices !== undefined,
        }),
    );
    if (!result.ok) return fail(result.status, result.state);
    redirect(303, '/sign-in?reset=1');
  },
};
