import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { findProvider } from '#features/connections/server/find-provider.ts';
import { findPending } from '#features/connections/server/queries.ts';
import { postAddressCode, verifyAddress } from '#features/connections/server/verify-address.ts';
import { ADDRESS_LIMIT } from '#features/connections/connection.ts';
import { Conflict } from '#platform/errors.ts';
import type { Submitted } from '#platform/http/submit-form.ts';
import { translator } from '#platform/i18n/translate.ts';
import { getRuntime } from '#platform/runtime.ts';
import { type AnyEvent, finishEntry, requestFacts } from '../../../../finish-entry.ts';
import { submitAccountForm } from '../../../../submit-account-form.ts';
import { forgetBrowser, readBrowser } from '../../browser-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, cookies, url }) => {
  const provider = findProvider(getRuntime().config, params.provider);
  const pending = await findPending(locals.ctx, provider, readBrowser(cookies));
  if (!pending) redirect(303, `/sign-in/with/${provider.id}?why=expired`);
  const { handle, name, email, sent } = pending;
  return {
    provider: { id: provider.id as string, name: provider.name },
    handle,
    name,
    email,
    sent: sent && !url.searchParams.has('change'),
    limit: ADDRESS_LIMIT,
  };
};

/** A sign-in that took too long begins again; other refusals stay with the form. */
async function submit<S extends z.ZodType, T>(
  event: AnyEvent,
  providerId: string,
  schema: S,
  act: (input: z.output<S>) => Promise<T>,
): Promise<Submitted<T>> {
  return submitAccountForm(event, schema, async (input) => {
    try {
      return await act(input);
    } catch (error) {
      if (error instanceof Conflict)
        redirect(303, `/sign-in/with/${providerId}?why=${error.code === 'closed' ? 'closed' : 'expired'}`);
      throw error;
    }
  });
}

export const actions: Actions = {
  send: async (event) => {
    const { locals, params, cookies } = event;
    const provider = findProvider(getRuntime().config, params.provider);
    const { url, address: client } = requestFacts(event);
    const message = translator(locals.locale)('connections.address.wrong');
    const schema = z.object({
      email: z
        .string()
        .trim()
        .max(ADDRESS_LIMIT, message)
        .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, message),
    });
    const result = await submit(event, provider.id, schema, ({ email }) =>
      postAddressCode(locals.ctx, provider, {
        browser: readBrowser(cookies),
        email,
        client,
        signInHref: `${url}/sign-in`,
      }),
    );
    if (!result.ok) return fail(result.status, result.state);
    return redirect(303, `/sign-in/with/${provider.id}/address`);
  },
  enter: async (event) => {
    const { locals, params, cookies } = event;
    const provider = findProvider(getRuntime().config, params.provider);
    const { address: client } = requestFacts(event);
    const result = await submit(event, provider.id, z.object({ code: z.string().max(40) }), ({ code }) =>
      verifyAddress(locals.ctx, provider, { browser: readBrowser(cookies), code, client }),
    );
    if (!result.ok) {
      if (result.status === 422) result.state.problems.code = translator(locals.locale)('connections.code.wrong');
      return fail(result.status, result.state);
    }
    forgetBrowser(cookies);
    return finishEntry(event, result.value.userId, result.value.next, provider.id);
  },
};
