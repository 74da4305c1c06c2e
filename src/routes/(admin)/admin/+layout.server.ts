import { NotFound } from '#platform/errors.ts';
import { findTroubles } from '#platform/troubles.ts';
import type { LayoutServerLoad } from './$types';

/** Administrators of the installation only; for everybody else there is nothing here. */
export const load: LayoutServerLoad = async ({ locals }) => {
  const { actor, db } = locals.ctx;
  if (actor.kind !== 'user' || !actor.administrator) throw new NotFound('not_found.page');
  return { actor: { name: actor.name }, troubles: await findTroubles(db) };
};
