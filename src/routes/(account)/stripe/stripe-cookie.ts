/** The cookie that binds a connection with Stripe to the browser that began it. */
import { ATTEMPT_MINUTES } from '#features/stripe/account.ts';
import { browserCookie } from '../../browser-cookie.ts';

export const stripeCookie = browserCookie('foyer-stripe', ATTEMPT_MINUTES + 10);
