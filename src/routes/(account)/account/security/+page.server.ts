import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { renderSVG } from 'uqr';
import { checkOwnPassword } from '#features/accounts/server/check-password.ts';
import {
  ACCOUNT_LIMITS,
  ownPasswordForm,
  passkeyNameForm,
  passkeyRemovalForm,
  passwordForm,
  setUpForm,
} from '#features/accounts/server/inputs.ts';
import { isProven, limitAttempts, requirePerson } from '#features/accounts/server/policy.ts';
import { postSecurityNote } from '#features/accounts/server/post-security-note.ts';
import { getOwnAccount, listOwnPasskeys } from '#features/accounts/server/queries.ts';
import { weakenSessions } from '#features/accounts/server/revoke-session.ts';
import { removePasskey, renamePasskey } from '#features/accounts/server/update-passkey.ts';
import { updatePassword } from '#features/accounts/server/update-password.ts';
import { getRuntime } from '#platform/runtime.ts';
import { giveCookies } from '../../../give-cookies.ts';
import { submitAccountForm } from '../../submit-account-form.ts';
import { requireRecentProof, requireSignedIn } from '../../../require-signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  requireSignedIn(locals, url);
  return {
    account: await getOwnAccount(locals.ctx),
    isProven: isProven(locals.ctx.actor, locals.ctx.now),
    passkeys: await listOwnPasskeys(locals.ctx),
    limits: ACCOUNT_LIMITS,
    done: url.searchParams.get('done') ?? '',
  };
};

type Event = Pick<RequestEvent, 'locals' | 'url' | 'platform'>;

/** The signed-in reader's sign-in. */
function authOf({ locals, url, platform }: Event) {
  requireSignedIn(locals, url);
  return platform?.auth ?? error(503);
}

/** The same for what could lock its owner out: who has no password to type must have proved of late who they are. */
async function guardedAuth(event: Event) {
  const auth = authOf(event);
  if (!(await getOwnAccount(event.locals.ctx)).hasPassword) requireRecentProof(event.locals, event.url);
  return auth;
}

/** What the page shows while an authenticator app is set up; nowhere else. */
const setUpOf = (uri: string, codes: string[]) => ({
  uri,
  codes,
  secret: new URL(uri).searchParams.get('secret') ?? '',
  picture: renderSVG(uri, { border: 2 }),
});

const done = (what: string): never => redirect(303, `/account/security?done=${what}`);

export const actions: Actions = {
  password: async (event) => {
    const auth = await guardedAuth(event);
    const keep = await auth.sessionToken(event.request.headers);
    const result = await submitAccountForm(event, passwordForm, (input) =>
      updatePassword(event.locals.ctx, { ...input, keep, url: getRuntime().config.url }),
    );
    return result.ok ? done('password') : fail(result.status, { of: 'password' as const, form: result.state });
  },
  start: async (event) => {
    const auth = await guardedAuth(event);
    const result = await submitAccountForm(event, ownPasswordForm, async ({ current }) => {
      await checkOwnPassword(event.locals.ctx, current);
      return auth.beginSecondFactor(event.request.headers, current);
    });
    if (!result.ok) return fail(result.status, { of: 'start' as const, form: result.state });
    return { of: 'setUp' as const, form: null, setUp: setUpOf(result.value.uri, result.value.recoveryCodes) };
  },
  confirm: async (event) => {
    const auth = authOf(event);
    const { userId } = requirePerson(event.locals.ctx);
    const result = await submitAccountForm(event, setUpForm, async ({ code }) => {
      await limitAttempts(event.locals.ctx, 'code', { account: userId });
      const cookies = await auth.confirmSecondFactor(
        event.request.headers,
        code.replaceAll(/\s/g, ''),
        event.locals.locale,
      );
      await postSecurityNote(event.locals.ctx, 'second-factor-on');
      return cookies;
    });
    if (result.ok) {
      giveCookies(event.cookies, result.value);
      return done('factor');
    }
    const { uri = '', codes = '' } = result.state.entries;
    const shown =
      uri.startsWith('otpauth://totp/') && uri.length < 600 ? { setUp: setUpOf(uri, codes.split(' ')) } : {};
    return fail(result.status, { of: 'setUp' as const, form: result.state, ...shown });
  },
  end: async (event) => {
    const auth = await guardedAuth(event);
    const result = await submitAccountForm(event, ownPasswordForm, async ({ current }) => {
      await checkOwnPassword(event.locals.ctx, current);
      if (!(await getOwnAccount(event.locals.ctx)).twoFactorEnabled) return [];
      const cookies = await auth.endSecondFactor(event.request.headers, current);
      await weakenSessions(event.locals.ctx);
      await postSecurityNote(event.locals.ctx, 'second-factor-off');
      return cookies;
    });
    if (!result.ok) return fail(result.status, { of: 'end' as const, form: result.state });
    giveCookies(event.cookies, result.value);
    return done('factorEnded');
  },
  codes: async (event) => {
    const auth = await guardedAuth(event);
    const result = await submitAccountForm(event, ownPasswordForm, async ({ current }) => {
      await checkOwnPassword(event.locals.ctx, current);
      return auth.renewRecoveryCodes(event.request.headers, current);
    });
    return result.ok
      ? { of: 'codes' as const, form: null, codes: result.value }
      : fail(result.status, { of: 'end' as const, form: result.state });
  },
  rename: async (event) => {
    authOf(event);
    const result = await submitAccountForm(event, passkeyNameForm, (input) => renamePasskey(event.locals.ctx, input));
    return result.ok ? done('saved') : fail(result.status, { of: 'passkey' as const, form: result.state });
  },
  remove: async (event) => {
    await guardedAuth(event);
    const result = await submitAccountForm(event, passkeyRemovalForm, (input) =>
      removePasskey(event.locals.ctx, input),
    );
    return result.ok ? done('passkeyGone') : fail(result.status, { of: 'passkey' as const, form: result.state });
  },
};
