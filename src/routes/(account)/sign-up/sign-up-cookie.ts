/** The cookie that binds a sign-up to the browser in which its password was chosen: there the mailed link is enough. */
import { browserCookie } from '../../browser-cookie.ts';

/** A little longer than the link works. */
const MINUTES = 65;

export const {
  read: readSignUpBrowser,
  give: giveSignUpBrowser,
  forget: forgetSignUpBrowser,
} = browserCookie('foyer-sign-up', MINUTES);
