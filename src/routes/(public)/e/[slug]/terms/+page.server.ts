import { findTerms } from '#features/terms/server/queries.ts';
import { NotFound } from '#platform/errors.ts';
import { showMarkup } from '#platform/show-markup.ts';
import { openEvent } from '../open-event.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const terms = await findTerms(locals.ctx, await openEvent({ locals, params }));
  if (!terms) throw new NotFound('not_found.terms');
  return { html: await showMarkup(terms.text) };
};
