import { redirect } from '@sveltejs/kit';
import { giveCookies } from '../../../give-cookies.ts';
import type { RequestHandler } from './$types';

/** Ends the reader's session, on this device only. */
export const POST: RequestHandler = async ({ request, platform, cookies }) => {
  if (platform) giveCookies(cookies, await platform.auth.endSession(request.headers));
  redirect(303, '/');
};
