import { isOver } from '#features/events/event.ts';
import { getEvent } from '#features/events/server/queries.ts';
import { hasPublicSpeakers } from '#features/people/server/queries.ts';
import { hasProgramme } from '#features/schedule/server/queries.ts';
import { findTerms } from '#features/terms/server/queries.ts';
import { getRuntime } from '#platform/runtime.ts';
import { themeCss } from '#platform/theme-css.ts';
import { openEvent } from './open-event.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (visit) => {
  const { locals } = visit;
  const scope = await openEvent(visit);
  const event = await getEvent(locals.ctx, scope);
  const signedIn = locals.ctx.actor.kind !== 'nobody';
  if (!signedIn) locals.shared = { tags: [`event:${scope.eventId}`], lastModified: event.updatedAt };
  const hasTerms = (await findTerms(locals.ctx, scope)) !== undefined;
  const has = {
    programme: await hasProgramme(locals.ctx, scope),
    speakers: await hasPublicSpeakers(locals.ctx, scope),
  };
  return {
    event,
    over: isOver(event, locals.ctx.now),
    has,
    hasTerms,
    theme: themeCss(event),
    address: `${getRuntime().config.url}/e/${event.slug}`,
  };
};
