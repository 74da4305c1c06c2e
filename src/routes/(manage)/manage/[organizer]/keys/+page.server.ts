import { fail, redirect } from '@sveltejs/kit';
import { ACCOUNT_LIMITS } from '#features/accounts/server/inputs.ts';
import { isProven } from '#features/accounts/server/policy.ts';
import { createOrganizerKey } from '#features/api-keys/server/create-api-key.ts';
import { KEY_DAYS, keyForm } from '#features/api-keys/server/inputs.ts';
import { listOrganizerKeyPlaces, listOrganizerKeys } from '#features/api-keys/server/queries.ts';
import { revokeOrganizerKey } from '#features/api-keys/server/revoke-api-key.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { translator } from '#platform/i18n/translate.ts';
import { DAY_MS } from '#platform/time.ts';
import { requireRecentProof } from '../../../../require-signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { ctx } = locals;
  const organizer = await authoriseOrganizer(ctx, params.organizer, 'manage-team');
  return {
    isProven: isProven(ctx.actor, ctx.now),
    keys: await listOrganizerKeys(ctx, organizer),
    places: await listOrganizerKeyPlaces(ctx, organizer),
    days: KEY_DAYS,
    limits: ACCOUNT_LIMITS,
    revoked: url.searchParams.has('revoked'),
  };
};

export const actions: Actions = {
  create: async ({ locals, params, url, request }) => {
    const { ctx } = locals;
    const organizer = await authoriseOrganizer(ctx, params.organizer, 'manage-team');
    requireRecentProof(locals, url);
    const form = keyForm(translator(locals.locale));
    const done = await submitForm(locals, await request.formData(), form, ({ days, ...input }) =>
      createOrganizerKey(ctx, organizer, { ...input, expiresAt: days === 0 ? null : ctx.now + days * DAY_MS }),
    );
    // The key is in this one answer and nowhere else.
    return done.ok ? { key: done.value.key } : fail(done.status, { form: done.state });
  },
  revoke: async ({ locals, params, request }) => {
    const organizer = await authoriseOrganizer(locals.ctx, params.organizer, 'manage-team');
    const id = String((await request.formData()).get('id') ?? '');
    await revokeOrganizerKey(locals.ctx, organizer, /^\d{1,15}$/.test(id) ? Number(id) : 0);
    redirect(303, `/manage/${organizer.slug}/keys?revoked=1`);
  },
};
