import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { COPY_PARTS, shiftInstant } from '#features/events/event-copy.ts';
import { copyEvent } from '#features/events/server/copy-event.ts';
import { EVENT_LIMITS } from '#features/events/server/inputs.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventLife, getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { Invalid, problem } from '#platform/errors.ts';
import { checkField, localTimeField, textField } from '#platform/http/form-fields.ts';
import { submitOnce } from '#platform/http/submit-once.ts';
import { DAY_MS, isoWithOffset, readMoment } from '#platform/time.ts';
import type { Actions, PageServerLoad } from './$types';

/** A year, in whole weeks: the same weekday. */
const YEAR_MS = 52 * 7 * DAY_MS;

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit');
  await authoriseOrganizer(locals.ctx, params.organizer, 'create-event');
  const { timeZone } = await getManagedEvent(locals.ctx, scope);
  const { startsAt } = await getEventLife(locals.ctx, scope);
  return {
    starts: isoWithOffset(shiftInstant(startsAt, { wallMs: YEAR_MS, timeZone }), timeZone).slice(0, 16),
    nameLimit: EVENT_LIMITS.name,
    parts: COPY_PARTS,
  };
};

const schema = z.object({
  name: textField(EVENT_LIMITS.name, { required: 'field.name' }),
  startsAt: localTimeField,
  tickets: checkField,
  sponsors: checkField,
  pictures: checkField,
  sessions: checkField,
});

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit');
    const organizer = await authoriseOrganizer(ctx, params.organizer, 'create-event');
    const { timeZone } = await getManagedEvent(ctx, scope);
    const sent = await submitOnce(
      ctx,
      { form: await request.formData(), schema },
      (ctx, { name, startsAt, ...parts }) => {
        const read = startsAt === null ? { problem: 'field.copy_start' as const } : readMoment(startsAt, timeZone);
        if (read.problem !== undefined) throw new Invalid('invalid.fields', [problem('startsAt', read.problem)]);
        return copyEvent(ctx, scope, organizer, {
          name,
          startsAt: read.at,
          parts: COPY_PARTS.filter((part) => parts[part]),
        });
      },
    );
    if (!sent.ok) return fail(sent.status, sent.state);
    redirect(303, sent.value ? `/manage/${params.organizer}/events/${sent.value.slug}` : `/manage/${params.organizer}`);
  },
};
