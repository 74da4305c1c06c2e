import { NotFound } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import { requireSignedIn } from '../../../require-signed-in.ts';
import type { PageServerLoad } from './$types';

/** What has no page is missed within the frame of where one is. */
export const load: PageServerLoad = async ({ locals, url }) => {
  requireSignedIn(locals, url);
  throw new NotFound(translator(locals.locale)('error.address'));
};
