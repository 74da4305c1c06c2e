import { fail, redirect } from '@sveltejs/kit';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import { ACCOUNT_LIMITS } from '#features/accounts/server/inputs.ts';
import { KEY_DAYS, keyForm } from '#features/api-keys/server/inputs.ts';
import { getOwnAccount } from '#features/accounts/server/queries.ts';
import { listKeyPlaces, listOwnApiKeys } from '#features/api-keys/server/queries.ts';
import { isProven } from '#features/accounts/server/policy.ts';
import { revokeApiKey } from '#features/api-keys/server/revoke-api-key.ts';
import { submitAccountForm } from '../../submit-account-form.ts';
import { requireRecentProof, requireSignedIn } from '../../../require-signed-in.ts';
import type { Actions, PageServerLoad } from './$types';
import { DAY_MS } from '#platform/time.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  requireSignedIn(locals, url);
  return {
    account: await getOwnAccount(locals.ctx),
    isProven: isProven(locals.ctx.actor, locals.ctx.now),
    keys: await listOwnApiKeys(locals.ctx),
    places: await listKeyPlaces(locals.ctx),
    days: KEY_DAYS,
    limits: ACCOUNT_LIMITS,
    revoked: url.searchParams.has('revoked'),
  };
};

export const actions: Actions = {
  create: async (event) => {
    requireRecentProof(event.locals, event.url);
    const { ctx } = event.locals;
    const result = await submitAccountForm(event, keyForm, ({ days, ...input }) =>
      createApiKey(ctx, { ...input, expiresAt: days === 0 ? null : ctx.now + days * DAY_MS }),
    );
    // The key is in this one answer and nowhere else.
    return result.ok ? { key: result.value.key } : fail(result.status, { form: result.state });
  },
  revoke: async ({ locals, url, request }) => {
    requireSignedIn(locals, url);
    const id = String((await request.formData()).get('id') ?? '');
    await revokeApiKey(locals.ctx, /^\d{1,15}$/.test(id) ? Number(id) : 0);
    redirect(303, '/account/keys?revoked=1');
  },
};
