import { NO_TROUBLES, findTroubles } from '#platform/troubles.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals }) => {
  const { actor, db } = locals.ctx;
  if (actor.kind !== 'user') return { actor: null, troubles: NO_TROUBLES };
  return {
    actor: { name: actor.name, email: actor.email, administrator: actor.administrator },
    troubles: await findTroubles(db),
  };
};
