import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import type { CopyPart } from '#features/events/event-copy.ts';
import { SERIES_LIMITS, SERIES_RHYTHMS, seriesStarts, weekdayOfMonth } from '#features/events/event-series.ts';
import { createSeries } from '#features/events/server/create-series.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventLife, getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { checkField, wholeField } from '#platform/http/form-fields.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { submitOnce } from '#platform/http/submit-once.ts';
import type { Actions, PageServerLoad } from './$types';

const schema = z.object({
  rhythm: z.enum(SERIES_RHYTHMS, 'field.one_of_them'),
  every: wholeField(1, SERIES_LIMITS.every).transform((every) => every ?? 1),
  count: wholeField(2, SERIES_LIMITS.count)
    .refine((count) => count !== null, {
      message: 'field.whole_between',
      params: { minimum: 2, maximum: SERIES_LIMITS.count },
    })
    .transform((count) => count ?? 0),
  sessions: checkField,
});

/** What every date of a series has of its own; sessions only where they are wanted. */
const PARTS: CopyPart[] = ['tickets', 'sponsors', 'pictures'];

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit');
  await authoriseOrganizer(locals.ctx, params.organizer, 'create-event');
  const { timeZone } = await getManagedEvent(locals.ctx, scope);
  const { startsAt, inSeries } = await getEventLife(locals.ctx, scope);
  const asked = url.searchParams.has('rhythm');
  // The dates are shown before anything is made: the form asks for this page with what was chosen.
  const query = new FormData();
  for (const [name, value] of url.searchParams) query.append(name, value);
  const preview = asked
    ? await submitForm(locals, query, schema, async (rule) => ({
        rule,
        starts: seriesStarts(startsAt, timeZone, rule),
      }))
    : null;
  return {
    startsAt,
    inSeries,
    limits: SERIES_LIMITS,
    rhythms: SERIES_RHYTHMS,
    nth: weekdayOfMonth(startsAt, timeZone),
    preview: preview?.ok ? preview.value : null,
    refused: preview && !preview.ok ? preview.state : null,
    chosen: preview?.ok
      ? {
          entries: {
            rhythm: preview.value.rule.rhythm,
            every: String(preview.value.rule.every),
            count: String(preview.value.rule.count),
            ...(preview.value.rule.sessions ? { sessions: 'on' } : {}),
          } as Record<string, string>,
          problems: {},
          message: '',
          conflicts: [],
        }
      : null,
  };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit');
    const organizer = await authoriseOrganizer(ctx, params.organizer, 'create-event');
    const sent = await submitOnce(ctx, { form: await request.formData(), schema }, (ctx, { sessions, ...rule }) =>
      createSeries(ctx, scope, organizer, { rule, parts: sessions ? [...PARTS, 'sessions'] : PARTS }),
    );
    if (!sent.ok) return fail(sent.status, sent.state);
    redirect(303, `/manage/${params.organizer}?series=${params.event}`);
  },
};
