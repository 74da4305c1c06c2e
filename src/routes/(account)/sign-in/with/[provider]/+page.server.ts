import { fail, redirect } from '@sveltejs/kit';
import { safePath } from '#features/accounts/next-path.ts';
import { readFailure } from '#features/connections/connection.ts';
import { isProven } from '#features/accounts/server/policy.ts';
import { beginSignIn } from '#features/connections/server/begin-sign-in.ts';
import { isConnected } from '#features/connections/server/queries.ts';
import { findProvider } from '#features/connections/server/find-provider.ts';
import { Invalid, Unavailable, wordError } from '#platform/errors.ts';
import { TooMany } from '#platform/rate-limit.ts';
import { getRuntime } from '#platform/runtime.ts';
import { carried, requestFacts } from '../../../finish-entry.ts';
import { giveBrowser } from '../browser-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ params, url }) => {
  const { id, name } = findProvider(getRuntime().config, params.provider);
  const { next, query } = carried(url);
  return { provider: { id, name }, next, query, why: readFailure(url.searchParams.get('why')) };
};

export const actions: Actions = {
  default: async (event) => {
    const { locals, params, request, cookies } = event;
    const provider = findProvider(getRuntime().config, params.provider);
    const form = await request.formData();
    const connects = form.get('connect') === '1';
    const next = safePath(String(form.get('next') ?? ''), connects ? '/account/connections' : '/manage');
    if (!connects && locals.ctx.actor.kind === 'user') redirect(303, next);
    if (connects && locals.ctx.actor.kind !== 'user') redirect(303, '/sign-in?next=/account/connections');
    // Who has connected the service already goes there to prove who they are; another one is a new way in.
    if (connects && !isProven(locals.ctx.actor, locals.ctx.now) && !(await isConnected(locals.ctx, provider)))
      redirect(303, `/account/confirm?next=${encodeURIComponent(next)}`);
    const { url, address: client } = requestFacts(event);
    try {
      const { address, browser } = await beginSignIn(locals.ctx, provider, {
        next,
        connects,
        client,
        callback: `${url}/sign-in/with/${provider.id}/callback`,
      });
      giveBrowser(cookies, browser);
      return { leaving: address, why: null, message: '' };
    } catch (error) {
      if (error instanceof TooMany)
        return fail(429, { leaving: '', why: null, message: wordError(error, locals.locale) });
      if (!(error instanceof Invalid || error instanceof Unavailable)) throw error;
      locals.ctx.log.warn({ err: error, provider: provider.id }, 'signing in with a service could not begin');
      return fail(503, { leaving: '', why: 'unreachable' as const, message: '' });
    }
  },
};
