import { countEventTroubles } from '#features/dashboard/server/queries.ts';
import { BIN_DAYS, EVENT_STATES } from '#features/events/event.ts';
import { findEvents } from '#features/events/server/find-events.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { publishEvent } from '#features/events/server/publish-event.ts';
import { listBin } from '#features/events/server/load-managed-event.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { cutText } from '#platform/fit-text.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { ctx } = locals;
  const scope = await authoriseOrganizer(ctx, params.organizer, 'see');
  const asked = (name: string): string => cutText((url.searchParams.get(name) ?? '').trim(), 200);
  const state = EVENT_STATES.find((known) => known === asked('state'));
  const filter = { q: asked('q'), state, series: asked('series'), after: asked('after') };
  const deleted = asked('deleted');
  const binned = deleted ? (await listBin(ctx, scope)).find(({ slug }) => slug === deleted) : undefined;
  const found = await findEvents(ctx, scope, filter);
  const troubles = await countEventTroubles(ctx, scope);
  const events = found.events.map((event) => ({ ...event, troubles: troubles.get(event.slug) ?? 0 }));
  return { ...found, events, filter, binned: binned && { slug: binned.slug, name: binned.name }, binDays: BIN_DAYS };
};

export const actions: Actions = {
  publish: async ({ request, locals, params }) => {
    const slug = String((await request.formData()).get('slug'));
    await publishEvent(
      locals.ctx,
      await authoriseEventOf(locals.ctx, { organizer: params.organizer, event: slug }, 'publish'),
    );
    return { done: 'published' as const, slug };
  },
};
