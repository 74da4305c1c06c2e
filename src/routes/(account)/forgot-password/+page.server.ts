import { fail } from '@sveltejs/kit';
import { ACCOUNT_LIMITS, addressForm } from '#features/accounts/server/inputs.ts';
import { sendPasswordReset } from '#features/accounts/server/send-link.ts';
import { carried, requestFacts } from '../finish-entry.ts';
import { submitAccountForm } from '../submit-account-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({ email: carried(url).email, limits: ACCOUNT_LIMITS });

export const actions: Actions = {
  default: async (event) => {
    const result = await submitAccountForm(event, addressForm, async ({ email }) => {
      await sendPasswordReset(event.locals.ctx, { email, ...requestFacts(event) });
      return email;
    });
    return result.ok ? { sentTo: result.value } : fail(result.status, { form: result.state });
  },
};
