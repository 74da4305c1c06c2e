import { fail, redirect } from '@sveltejs/kit';
import { EVENT_ROLES, mayGrant, ORGANIZER_ROLES } from '#features/organizers/organizer.ts';
import { accessForm, roleForm } from '#features/organizers/server/inputs.ts';
import { leaveOrganizer } from '#features/organizers/server/leave-organizer.ts';
import { authoriseOrganizer, findPermission } from '#features/organizers/server/policy.ts';
import { getMember, listEventAccess } from '#features/organizers/server/queries.ts';
import { removeMember } from '#features/organizers/server/remove-member.ts';
import { transferOwnership } from '#features/organizers/server/transfer-ownership.ts';
import { updateMemberAccess } from '#features/organizers/server/update-member-access.ts';
import { updateMemberRole } from '#features/organizers/server/update-member-role.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { z } from 'zod';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { ctx } = locals;
  const scope = await authoriseOrganizer(ctx, params.organizer, 'see');
  const isSelf = ctx.actor.kind === 'user' && ctx.actor.userId === params.user;
  // Everybody may see what they themselves are, and leave.
  if (!isSelf) await authoriseOrganizer(ctx, params.organizer, 'see-team');
  const member = await getMember(ctx, scope, params.user);
  const permission = await findPermission(ctx, scope);
  const manages = Boolean(permission?.allows('manage-team') && mayGrant(permission.role, member.role));
  return {
    member,
    isSelf,
    manages,
    mayTransfer: permission?.role === 'owner' && !isSelf && member.role !== 'owner',
    roles: manages && permission ? ORGANIZER_ROLES.filter((role) => mayGrant(permission.role, role)) : [],
    eventRoles: EVENT_ROLES[member.role],
    access: await listEventAccess(ctx, scope, member.userId),
    done: url.searchParams.get('done') ?? '',
  };
};

const nothing = z.object({});

export const actions: Actions = {
  role: async ({ request, locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'manage-team');
    const done = await submitForm(locals, await request.formData(), roleForm, ({ role }) =>
      updateMemberRole(locals.ctx, scope, { userId: params.user, role }),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${scope.slug}/team/${params.user}?done=role`);
  },
  reach: async ({ request, locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'manage-team');
    const done = await submitForm(locals, await request.formData(), accessForm, (access) =>
      updateMemberAccess(locals.ctx, scope, { userId: params.user, ...access }),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${scope.slug}/team/${params.user}?done=reach`);
  },
  transfer: async ({ request, locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'manage-team');
    const done = await submitForm(locals, await request.formData(), nothing, () =>
      transferOwnership(locals.ctx, scope, { userId: params.user }),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${scope.slug}/team/${params.user}?done=transfer`);
  },
  remove: async ({ request, locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'manage-team');
    const done = await submitForm(locals, await request.formData(), nothing, () =>
      removeMember(locals.ctx, scope, { userId: params.user }),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${scope.slug}/team?done=removed`);
  },
  leave: async ({ request, locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'see');
    const done = await submitForm(locals, await request.formData(), nothing, () => leaveOrganizer(locals.ctx, scope));
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, '/manage?all');
  },
};
