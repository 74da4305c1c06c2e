import { fail, redirect } from '@sveltejs/kit';
import { ACCOUNT_LIMITS, signUpForm } from '#features/accounts/server/inputs.ts';
import { isRegistrationOpen } from '#features/accounts/server/check-registration.ts';
import { signUp } from '#features/accounts/server/sign-up.ts';
import { nameProviders } from '#features/connections/server/find-provider.ts';
import { getRuntime } from '#platform/runtime.ts';
import { carried, leadOn, requestFacts } from '../finish-entry.ts';
import { giveSignUpBrowser } from './sign-up-cookie.ts';
import { submitAccountForm } from '../submit-account-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
  const { next, email, query } = carried(url);
  if (locals.ctx.actor.kind === 'user') leadOn(next);
  return {
    next,
    email,
    query,
    isOpen: isRegistrationOpen(),
    limits: ACCOUNT_LIMITS,
    providers: nameProviders(getRuntime().config),
  };
};

export const actions: Actions = {
  default: async (event) => {
    const result = await submitAccountForm(event, signUpForm, async (input) => {
      const { browser } = await signUp(event.locals.ctx, { ...input, ...requestFacts(event) });
      giveSignUpBrowser(event.cookies, browser);
      return input.email;
    });
    if (!result.ok) return fail(result.status, result.state);
    redirect(303, `/sign-up/sent?email=${encodeURIComponent(result.value)}`);
  },
};
