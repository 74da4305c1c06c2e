/** Answering with a file of an event: shared between readers, validated, never older than the event. */
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import { type ExportVariant, serveExport, serveSmallCalendar } from '#features/exchange/server/serve-export.ts';
import { SHARED_READING } from '#platform/http/share-reading.ts';
import { getRuntime } from '#platform/runtime.ts';
import { DAY_MS } from '#platform/time.ts';

/** What the query asks for; anything else is left out of account. */
export function readVariant(query: URLSearchParams): ExportVariant {
  const [times, client, dialect] = ['times', 'client', 'dialect'].map((name) => query.get(name));
  return {
    ...(times === 'offset' ? { times: 'offset' as const } : {}),
    ...(client === 'fosdem' ? { client: 'fosdem' as const } : {}),
    ...(dialect === 'snake' ? { dialect: 'snake' as const } : {}),
  };
}

export async function answerWithExport(
  locals: App.Locals,
  slug: string,
  name: string,
  variant: ExportVariant,
): Promise<Response> {
  const scope = await authorisePublicEvent(locals.ctx, slug);
  const { config, storage } = getRuntime();
  const file = await serveExport(locals.ctx, { baseUrl: config.url, storage }, scope, name, variant);
  locals.shared = { tags: [`event:${scope.eventId}`], lastModified: file.lastModified, ttlMs: DAY_MS };
  return new Response(new Uint8Array(file.body), {
    headers: {
      'content-type': file.contentType,
      'content-disposition': `${/zip|csv/.test(file.contentType) ? 'attachment' : 'inline'}; filename="${slug}-${name}"`,
      ...SHARED_READING,
    },
  });
}

/** One session, or the event as a single entry, as a calendar to save. */
export async function answerWithCalendar(locals: App.Locals, slug: string, session: number | null): Promise<Response> {
  const scope = await authorisePublicEvent(locals.ctx, slug);
  const file = await serveSmallCalendar(locals.ctx, getRuntime().config.url, scope, session);
  locals.shared = { tags: [`event:${scope.eventId}`], lastModified: file.lastModified, ttlMs: DAY_MS };
  const name = `${slug}${session === null ? '' : `-${session}`}.ics`;
  return new Response(new Uint8Array(file.body), {
    headers: {
      'content-type': file.contentType,
      'content-disposition': `attachment; filename="${name}"`,
      ...SHARED_READING,
    },
  });
}
