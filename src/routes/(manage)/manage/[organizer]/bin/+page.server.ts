import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { BIN_DAYS } from '#features/events/event.ts';
import { purgeEvent } from '#features/events/server/purge-event.ts';
import { listBin } from '#features/events/server/load-managed-event.ts';
import { restoreEvent } from '#features/events/server/restore-event.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { translator } from '#platform/i18n/translate.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'delete');
  return { binned: await listBin(locals.ctx, scope), binDays: BIN_DAYS, purged: url.searchParams.get('purged') ?? '' };
};

export const actions: Actions = {
  restore: async ({ request, locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'delete');
    const slug = String((await request.formData()).get('slug') ?? '');
    await restoreEvent(locals.ctx, scope, { slug });
    redirect(303, `/manage/${scope.slug}/events/${slug}`);
  },
  purge: async ({ request, locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'delete');
    const form = await request.formData();
    const slug = String(form.get('slug') ?? '');
    const name = (await listBin(locals.ctx, scope)).find((event) => event.slug === slug)?.name ?? '';
    const schema = z.object({
      confirm: z
        .string()
        .default('')
        .refine(
          (typed) => name !== '' && typed.trim() === name,
          translator(locals.locale)('organizers.bin.confirm', { name }),
        ),
    });
    const sent = await submitForm(locals, form, schema, () => purgeEvent(locals.ctx, scope, { slug }));
    if (!sent.ok) return fail(sent.status, { slug, ...sent.state });
    redirect(303, `/manage/${scope.slug}/bin?purged=${encodeURIComponent(name)}`);
  },
};
