/** The event of a page, for those who may see it. */
import { authorisePublicEvent, type EventScope } from '#features/events/server/policy.ts';

/** Asked by the layout and by the page of one request, it is looked up once. @throws as `authorisePublicEvent` does */
export function openEvent({ locals, params }: { locals: App.Locals; params: { slug: string } }): Promise<EventScope> {
  locals.event ??= authorisePublicEvent(locals.ctx, params.slug);
  return locals.event;
}
