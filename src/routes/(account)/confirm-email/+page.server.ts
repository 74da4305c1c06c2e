import { fail, redirect } from '@sveltejs/kit';
import { tokenForm } from '#features/accounts/server/inputs.ts';
import { confirmEmail, findAwaitedEmail } from '#features/accounts/server/verify-email.ts';
import { requestFacts } from '../enter-house.ts';
import { submitAccountForm } from '../submit-account-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const token = url.searchParams.get('token') ?? '';
  return { token, email: (await findAwaitedEmail(locals.ctx, token)) ?? '' };
};

export const actions: Actions = {
  default: async (event) => {
    const { locals, platform, request } = event;
    const result = await submitAccountForm(event, tokenForm, async ({ token }) => {
      const keep = await platform?.auth.sessionToken(request.headers);
      return confirmEmail(locals.ctx, { token, keep, ...requestFacts(event) });
    });
    if (!result.ok) return fail(result.status, result.state);
    redirect(303, locals.ctx.actor.kind === 'user' ? '/account?done=email' : '/sign-in?confirmed=1');
  },
};
