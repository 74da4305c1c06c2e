import { listPublicAddresses } from '#features/events/server/queries.ts';
import { getRuntime } from '#platform/runtime.ts';
import { isoUtc } from '#platform/time.ts';
import type { RequestHandler } from './$types';

/** The public events, for search engines (sitemaps.org 0.9). Slugs need no escaping. */
export const GET: RequestHandler = async ({ locals }) => {
  const { config } = getRuntime();
  locals.shared = { tags: ['events'] };
  const events = await listPublicAddresses(locals.ctx);
  const entries = events.flatMap(({ slug, updatedAt }) =>
    ['', '/schedule', '/speakers'].map(
      (page) => `  <url><loc>${config.url}/e/${slug}${page}</loc><lastmod>${isoUtc(updatedAt)}</lastmod></url>`,
    ),
  );
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join('\n')}\n</urlset>\n`;
  return new Response(body, { headers: { 'content-type': 'application/xml; charset=utf-8' } });
};
