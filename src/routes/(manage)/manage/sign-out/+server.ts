import type { RequestHandler } from './$types';

/** Ends the reader's session, on this device only. The answer carries the emptied cookies. */
export const POST: RequestHandler = async ({ request, platform, url }) => {
  const headers = { 'content-type': 'application/json', cookie: request.headers.get('cookie') ?? '', origin: request.headers.get('origin') ?? url.origin };
  const answer = await platform?.auth.handle(new Request(new URL('/auth/sign-out', url), { method: 'POST', headers, body: '{}' }));
  const leaving = new Headers({ location: '/' });
  for (const cookie of answer?.headers.getSetCookie() ?? []) leaving.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers: leaving });
};
