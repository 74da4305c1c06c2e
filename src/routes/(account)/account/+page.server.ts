import { fail, redirect } from '@sveltejs/kit';
import { ACCOUNT_LIMITS, emailForm, profileForm } from '#features/accounts/server/inputs.ts';
import { getOwnAccount } from '#features/accounts/server/queries.ts';
import { updateProfile } from '#features/accounts/server/update-profile.ts';
import { requestEmail } from '#features/accounts/server/verify-email.ts';
import { LOCALE_COOKIE } from '#platform/http/anonymous-key.ts';
import { requestFacts } from '../finish-entry.ts';
import { submitAccountForm } from '../submit-account-form.ts';
import { requireRecentProof, requireSignedIn } from '../../require-signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  requireSignedIn(locals, url);
  return { account: await getOwnAccount(locals.ctx), limits: ACCOUNT_LIMITS, done: url.searchParams.get('done') ?? '' };
};

export const actions: Actions = {
  profile: async (event) => {
    requireSignedIn(event.locals, event.url);
    const result = await submitAccountForm(event, profileForm, async (profile) => {
      await updateProfile(event.locals.ctx, profile);
      return profile.locale;
    });
    if (!result.ok) return fail(result.status, { profile: result.state });
    if (result.value)
      event.cookies.set(LOCALE_COOKIE, result.value, {
        path: '/',
        maxAge: 31_536_000,
        httpOnly: false,
        sameSite: 'lax',
      });
    redirect(303, '/account?done=profile');
  },
  email: async (event) => {
    requireSignedIn(event.locals, event.url);
    const { hasPassword, emailVerified } = await getOwnAccount(event.locals.ctx);
    if (!hasPassword && emailVerified) requireRecentProof(event.locals, event.url);
    const result = await submitAccountForm(event, emailForm, async ({ email, current }) => {
      await requestEmail(event.locals.ctx, { email, current, ...requestFacts(event) });
      return email;
    });
    return result.ok ? { sentTo: result.value } : fail(result.status, { email: result.state });
  },
};
