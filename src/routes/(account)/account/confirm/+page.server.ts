import { error, fail, redirect } from '@sveltejs/kit';
import { safePath } from '#features/accounts/next-path.ts';
import { checkOwnPassword } from '#features/accounts/server/check-password.ts';
import { listProofWays, recordProof } from '#features/accounts/server/check-proof.ts';
import { codeForm, ownPasswordForm } from '#features/accounts/server/inputs.ts';
import { limitAttempts, requirePerson, spendCode } from '#features/accounts/server/policy.ts';
import { getOwnAccount } from '#features/accounts/server/queries.ts';
import { recordRefusal } from '#features/accounts/server/record-sign-in.ts';
import { sendSignInLink } from '#features/accounts/server/send-link.ts';
import { nameProviders } from '#features/connections/server/find-provider.ts';
import { mailIsKept, getRuntime } from '#platform/runtime.ts';
import { type AnyEvent, leadOn, requestFacts, userAgentOf } from '../../finish-entry.ts';
import { submitAccountForm } from '../../submit-account-form.ts';
import { requireSignedIn } from '../../../require-signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

const nextOf = (url: URL): string => safePath(url.searchParams.get('next'), '/account/security');

export const load: PageServerLoad = async ({ locals, url }) => {
  requireSignedIn(locals, url);
  const { services, ...ways } = await listProofWays(locals.ctx);
  const offered = nameProviders(getRuntime().config).filter(({ id }) => services.includes(id));
  return {
    account: await getOwnAccount(locals.ctx),
    ways,
    services: offered,
    next: nextOf(url),
    mailIsKept: mailIsKept(),
  };
};

/** This session has proved, a moment ago, who uses it. */
async function proved(event: AnyEvent & { url: URL }): Promise<never> {
  const { auth } = event.platform ?? error(503);
  await recordProof(event.locals.ctx, await auth.sessionToken(event.request.headers));
  return leadOn(nextOf(event.url));
}

export const actions: Actions = {
  password: async (event) => {
    requireSignedIn(event.locals, event.url);
    if (!(await listProofWays(event.locals.ctx)).password) redirect(303, event.url.pathname);
    const result = await submitAccountForm(event, ownPasswordForm, ({ current }) =>
      checkOwnPassword(event.locals.ctx, current),
    );
    return result.ok ? proved(event) : fail(result.status, { of: 'password' as const, form: result.state });
  },
  code: async (event) => {
    requireSignedIn(event.locals, event.url);
    const { ctx, locale } = event.locals;
    const { userId } = requirePerson(ctx);
    if (!(await listProofWays(ctx)).code) redirect(303, event.url.pathname);
    const { auth } = event.platform ?? error(503);
    const result = await submitAccountForm(event, codeForm, async ({ code }) => {
      const digits = code.replaceAll(/\s/g, '');
      const { address } = requestFacts(event);
      await recordRefusal(ctx, { userId, way: 'code', address, userAgent: userAgentOf(event) }, async () => {
        await limitAttempts(ctx, 'code', { account: userId, address });
        await spendCode(ctx, userId, digits);
        await auth.confirmSecondFactor(event.request.headers, digits, locale);
      });
    });
    return result.ok ? proved(event) : fail(result.status, { of: 'code' as const, form: result.state });
  },
  // Who follows the link begins a new session, and that has proved it.
  link: async (event) => {
    requireSignedIn(event.locals, event.url);
    const { email } = requirePerson(event.locals.ctx);
    if (!(await listProofWays(event.locals.ctx)).link) redirect(303, event.url.pathname);
    const result = await submitAccountForm(event, ownPasswordForm, () =>
      sendSignInLink(event.locals.ctx, { email, next: nextOf(event.url), ...requestFacts(event) }),
    );
    return result.ok
      ? { of: 'link' as const, form: null, sentTo: email }
      : fail(result.status, { of: 'link' as const, form: result.state });
  },
};
