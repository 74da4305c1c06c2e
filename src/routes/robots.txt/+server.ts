import { getRuntime } from '#platform/runtime.ts';
import type { RequestHandler } from './$types';

/** What search engines may look at, and where the list is. */
export const GET: RequestHandler = () =>
  new Response(
    `User-agent: *\nDisallow: /manage\nDisallow: /admin\nSitemap: ${getRuntime().config.url}/sitemap.xml\n`,
    {
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    },
  );
