import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => {
  const { actor } = locals.ctx;
  return { actor: actor.kind === 'user' ? { name: actor.name, email: actor.email, administrator: actor.administrator } : null };
};
