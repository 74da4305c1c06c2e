import { fail, redirect } from '@sveltejs/kit';
import { tokenForm } from '#features/accounts/server/inputs.ts';
import { confirmEmail, findAwaitedEmail } from '#features/accounts/server/verify-email.ts';
import { requestFacts } from '../finish-entry.ts';
import { submitAccountForm } from '../submit-account-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const token = url.searchParams.get('token') ?? '';
  const email = (await findAwaitedEmail(locals.ctx, token)) ?? '';
  if (email && locals.ctx.actor.kind !== 'user')
    redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`);
  return { token, email };
};

export const actions: Actions = {
  default: async (event) => {
    const { locals, platform, request } = event;
    const result = await submitAccountForm(event, tokenForm, async ({ token }) => {
      const keep = await platform?.auth.sessionToken(request.headers);
      return confirmEmail(locals.ctx, { token, keep, ...requestFacts(event) });
    });
    if (!result.ok) return fail(result.status, result.state);
    redirect(303, '/account?done=email');
  },
};
