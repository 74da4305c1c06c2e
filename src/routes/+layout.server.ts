import type { LayoutServerLoad } from './$types';

/** The reader's language and, in answers that are theirs alone, who they are. */
export const load: LayoutServerLoad = ({ locals }) => {
  const { actor } = locals.ctx;
  return {
    locale: locals.locale,
    said: locals.said ?? null,
    visitor: actor.kind === 'user' ? { name: actor.name || actor.email } : null,
  };
};
