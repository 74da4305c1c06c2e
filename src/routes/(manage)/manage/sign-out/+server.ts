import { redirect } from '@sveltejs/kit';
import { safePath } from '#features/accounts/next-path.ts';
import { giveCookies } from '../../../give-cookies.ts';
import type { RequestHandler } from './$types';

/** Ends the reader's session, on this device only, and leads to the place of this installation that the form names. */
export const POST: RequestHandler = async ({ request, platform, cookies }) => {
  if (platform) giveCookies(cookies, await platform.auth.endSession(request.headers));
  const { searchParams } = new URL(request.url);
  redirect(303, safePath(searchParams.get('next'), '/'));
};
