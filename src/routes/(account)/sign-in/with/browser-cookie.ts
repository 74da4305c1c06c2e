/** The cookie that binds a sign-in with another service to the browser that began it. */
import { PENDING_MINUTES } from '#features/connections/connection.ts';
import { browserCookie } from '../../../browser-cookie.ts';

export const {
  read: readBrowser,
  give: giveBrowser,
  forget: forgetBrowser,
} = browserCookie('foyer-with', PENDING_MINUTES + 10);
