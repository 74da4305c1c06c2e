import { fail, redirect } from '@sveltejs/kit';
import { codeForm } from '#features/accounts/server/inputs.ts';
import { limitAttempts, spendCode } from '#features/accounts/server/policy.ts';
import { recordRefusal } from '#features/accounts/server/record-sign-in.ts';
import { giveCookies } from '../../../give-cookies.ts';
import { carried, leadOn, requestFacts, userAgentOf } from '../../finish-entry.ts';
import { submitAccountForm } from '../../submit-account-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ platform, request, url }) => {
  const { next, query } = carried(url);
  if (!(await platform?.auth.awaitedUser(request.headers))) redirect(303, `/sign-in${query}`);
  return { next, query, byRecovery: url.searchParams.has('recovery') };
};

export const actions: Actions = {
  default: async (event) => {
    const { platform, request, url, locals } = event;
    const account = await platform?.auth.awaitedUser(request.headers);
    if (!platform || !account) redirect(303, `/sign-in${carried(url).query}`);
    const byRecovery = url.searchParams.has('recovery');
    const result = await submitAccountForm(event, codeForm, async ({ code, next }) => {
      const { address } = requestFacts(event);
      const way = byRecovery ? 'recovery-code' : 'code';
      return recordRefusal(locals.ctx, { userId: account, way, address, userAgent: userAgentOf(event) }, async () => {
        await limitAttempts(locals.ctx, 'code', { account, address });
        const digits = code.replaceAll(/\s/g, '');
        if (!byRecovery) await spendCode(locals.ctx, account, digits);
        const proof = byRecovery ? { recoveryCode: code } : { code: digits };
        return { next, cookies: await platform.auth.proveSecondFactor(request.headers, proof, locals.locale) };
      });
    });
    if (!result.ok) return fail(result.status, result.state);
    giveCookies(event.cookies, result.value.cookies);
    return leadOn(result.value.next);
  },
};
