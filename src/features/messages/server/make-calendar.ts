/** The event as a file for its reader's calendar. */
import { systemEventScope } from '#features/events/server/policy.ts';
import { serveSmallCalendar } from '#features/exchange/server/serve-export.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Attachment } from '#platform/mail/attachments.ts';
import { getRuntime } from '#platform/runtime.ts';

/**
 * As it stands now, the same as the event's page gives out: METHOD:PUBLISH, so that calendars add it and nobody is
 * asked to answer.
 */
export async function makeCalendar(ctx: Ctx, { id, slug }: { id: number; slug: string }): Promise<Attachment> {
  const { body } = await serveSmallCalendar(ctx, getRuntime().config.url, await systemEventScope(ctx, id), null);
  return { fileName: `${slug}.ics`, contentType: 'text/calendar; charset=utf-8; method=PUBLISH', bytes: body };
}
