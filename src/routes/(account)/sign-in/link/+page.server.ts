import { fail } from '@sveltejs/kit';
import { acceptSignInLink } from '#features/accounts/server/accept-sign-in-link.ts';
import { ACCOUNT_LIMITS, addressForm, tokenForm } from '#features/accounts/server/inputs.ts';
import { sendSignInLink } from '#features/accounts/server/send-link.ts';
import { carried, finishEntry, requestFacts } from '../../finish-entry.ts';
import { submitAccountForm } from '../../submit-account-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({
  ...carried(url),
  token: url.searchParams.get('token') ?? '',
  limits: ACCOUNT_LIMITS,
});

export const actions: Actions = {
  send: async (event) => {
    const result = await submitAccountForm(event, addressForm, async ({ email, next }) => {
      await sendSignInLink(event.locals.ctx, { email, next, ...requestFacts(event) });
      return email;
    });
    return result.ok ? { sentTo: result.value } : fail(result.status, { form: result.state });
  },
  // A button, not the link itself: programs that look at the links in mails would use it up.
  enter: async (event) => {
    const result = await submitAccountForm(event, tokenForm, ({ token }) =>
      acceptSignInLink(event.locals.ctx, { token, ...requestFacts(event) }),
    );
    if (!result.ok) return fail(result.status, { form: result.state });
    return finishEntry(event, result.value.userId, result.value.next, 'link');
  },
};
