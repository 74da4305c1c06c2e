import { wordError } from '#platform/errors.ts';
import { fail, redirect } from '@sveltejs/kit';
import { listManagedEvents } from '#features/events/server/load-managed-event.ts';
import { mayGrant, ORGANIZER_ROLES } from '#features/organizers/organizer.ts';
import { inviteForm } from '#features/organizers/server/inputs.ts';
import { inviteMember, resendInvitation } from '#features/organizers/server/invite-member.ts';
import { authoriseOrganizer, findPermission } from '#features/organizers/server/policy.ts';
import { getOrganizerSettings, listInvitations, listTeam } from '#features/organizers/server/queries.ts';
import { revokeInvitation } from '#features/organizers/server/revoke-invitation.ts';
import { TooMany } from '#platform/rate-limit.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { FormState } from '#platform/http/form-state.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { ctx } = locals;
  const scope = await authoriseOrganizer(ctx, params.organizer, 'see-team');
  const permission = await findPermission(ctx, scope);
  const manages = permission?.allows('manage-team') ?? false;
  const { requireSecondFactor } = await getOrganizerSettings(ctx, scope);
  return {
    team: await listTeam(ctx, scope),
    you: ctx.actor.kind === 'user' ? ctx.actor.userId : '',
    requireSecondFactor,
    done: url.searchParams.get('done') ?? '',
    invitations: manages ? await listInvitations(ctx, scope) : [],
    // What somebody may give, the least first: nobody is made an owner by a slip.
    roles: manages ? ORGANIZER_ROLES.filter((role) => permission && mayGrant(permission.role, role)).reverse() : [],
    events: manages ? (await listManagedEvents(ctx, scope)).map(({ slug, name }) => ({ slug, name })) : [],
  };
};

const refusal = (message: string): FormState => ({ entries: {}, problems: {}, message, conflicts: [] });
const numberOf = (form: FormData): number => Number(/^\d{1,15}$/.exec(String(form.get('id')))?.[0] ?? 0);

export const actions: Actions = {
  invite: async ({ request, locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'manage-team');
    const done = await submitForm(locals, await request.formData(), inviteForm, (input) =>
      inviteMember(locals.ctx, scope, { ...input, baseUrl: getRuntime().config.url }),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${scope.slug}/team?done=invited`);
  },
  resend: async ({ request, locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'manage-team');
    const id = numberOf(await request.formData());
    try {
      await resendInvitation(locals.ctx, scope, { id, baseUrl: getRuntime().config.url });
    } catch (error) {
      if (error instanceof TooMany) return fail(429, refusal(wordError(error, locals.locale)));
      throw error;
    }
    redirect(303, `/manage/${scope.slug}/team?done=invited`);
  },
  revoke: async ({ request, locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'manage-team');
    await revokeInvitation(locals.ctx, scope, { id: numberOf(await request.formData()) });
    redirect(303, `/manage/${scope.slug}/team?done=revoked`);
  },
};
