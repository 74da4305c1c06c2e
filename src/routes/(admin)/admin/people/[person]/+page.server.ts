import { fail, redirect } from '@sveltejs/kit';
import { readDevice } from '#features/accounts/device.ts';
import { getPerson } from '#features/accounts/server/find-people.ts';
import {
  blockPerson,
  endPersonAccess,
  sendPersonReset,
  unblockPerson,
} from '#features/accounts/server/update-person.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound, wordError } from '#platform/errors.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Actions, PageServerLoad } from './$types';

/** The layout's load refuses pages only; forms do not wait for it. */
function requireAdministrator({ actor }: Ctx): void {
  if (actor.kind !== 'user' || !actor.administrator) throw new NotFound('not_found.page');
}

export const load: PageServerLoad = async ({ locals, params, url }) => {
  requireAdministrator(locals.ctx);
  const person = await getPerson(locals.ctx, params.person);
  const { actor } = locals.ctx;
  return {
    person: {
      ...person,
      sessions: person.sessions.map(({ userAgent, ...session }) => ({ ...session, device: readDevice(userAgent) })),
    },
    isSelf: actor.kind === 'user' && actor.userId === person.id,
    done: url.searchParams.get('done') ?? '',
  };
};

/** Does it, and says so on the page. */
async function act(ctx: Ctx, id: string, what: string, doing: () => Promise<unknown>) {
  requireAdministrator(ctx);
  try {
    await doing();
  } catch (error) {
    if (error instanceof Conflict) return fail(409, { message: wordError(error, ctx.locale) });
    throw error;
  }
  redirect(303, `/admin/people/${id}?done=${what}`);
}

export const actions: Actions = {
  reset: ({ locals: { ctx }, params }) =>
    act(ctx, params.person, 'reset', () => sendPersonReset(ctx, params.person, getRuntime().config.url)),
  end: ({ locals: { ctx }, params }) => act(ctx, params.person, 'end', () => endPersonAccess(ctx, params.person)),
  block: ({ locals: { ctx }, params }) => act(ctx, params.person, 'block', () => blockPerson(ctx, params.person)),
  unblock: ({ locals: { ctx }, params }) => act(ctx, params.person, 'unblock', () => unblockPerson(ctx, params.person)),
};
