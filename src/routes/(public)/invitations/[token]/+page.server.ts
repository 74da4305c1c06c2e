import { fail, redirect } from '@sveltejs/kit';
import { acceptInvitation, declineInvitation } from '#features/organizers/server/accept-invitation.ts';
import { getInvitation } from '#features/organizers/server/queries.ts';
import { Conflict, Forbidden } from '#platform/errors.ts';
import { SECRET_PAGE } from '../../../secret-page.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  setHeaders(SECRET_PAGE);
  const { actor } = locals.ctx;
  const invitation = await getInvitation(locals.ctx, params.token);
  const email = actor.kind === 'user' ? actor.email : '';
  return { invitation, email, next: `/invitations/${params.token}`, fits: email.toLowerCase() === invitation.email };
};

export const actions: Actions = {
  accept: async ({ locals, params }) => {
    if (locals.ctx.actor.kind === 'nobody')
      redirect(303, `/sign-in?next=${encodeURIComponent(`/invitations/${params.token}`)}`);
    try {
      const { slug } = await acceptInvitation(locals.ctx, { token: params.token });
      redirect(303, `/manage/${slug}`);
    } catch (error) {
      if (
        error instanceof Conflict ||
        (error instanceof Forbidden && (error.code === 'unverified' || error.code === 'other_address'))
      )
        return fail(error.status, { refused: error.code });
      throw error;
    }
  },
  decline: async ({ locals, params }) => {
    try {
      await declineInvitation(locals.ctx, { token: params.token });
    } catch (error) {
      if (error instanceof Conflict) return fail(error.status, { refused: error.code });
      throw error;
    }
    return { declined: true };
  },
};
