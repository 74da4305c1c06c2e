import { NotFound } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import type { PageServerLoad } from './$types';

/** What has no page is missed within the frame of where one is. */
export const load: PageServerLoad = async ({ locals, parent }) => {
  await parent();
  throw new NotFound(translator(locals.locale)('error.address'));
};
