/** The name that all cookies of sign-in begin with. */
export const SIGN_IN_COOKIES = 'foyer.';

/** What stands before those names over https. */
export const HOST_COOKIES = '__Host-';

/** Whether a Cookie header carries nothing of sign-in. */
export function anonymousActor(cookie: string | undefined): boolean {
  return !cookie?.includes(SIGN_IN_COOKIES);
}
