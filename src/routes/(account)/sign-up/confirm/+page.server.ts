import { fail } from '@sveltejs/kit';
import { confirmForm } from '#features/accounts/server/inputs.ts';
import { findToken } from '#features/accounts/server/store-token.ts';
import { isSameBrowser, verifySignUp } from '#features/accounts/server/verify-sign-up.ts';
import { finishEntry, requestFacts } from '../../finish-entry.ts';
import { forgetSignUpBrowser, readSignUpBrowser } from '../sign-up-cookie.ts';
import { submitAccountForm } from '../../submit-account-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, cookies }) => {
  const token = url.searchParams.get('token') ?? '';
  const asked = await findToken(locals.ctx, 'sign-up', token);
  return {
    token,
    email: asked?.email ?? '',
    isSameBrowser: asked !== undefined && isSameBrowser(asked, readSignUpBrowser(cookies)),
  };
};

export const actions: Actions = {
  default: async (event) => {
    const result = await submitAccountForm(event, confirmForm, ({ token, password }) =>
      verifySignUp(event.locals.ctx, {
        token,
        password,
        browser: readSignUpBrowser(event.cookies),
        ...requestFacts(event),
      }),
    );
    if (!result.ok) return fail(result.status, result.state);
    forgetSignUpBrowser(event.cookies);
    return finishEntry(event, result.value.userId, result.value.next, 'sign-up');
  },
};
