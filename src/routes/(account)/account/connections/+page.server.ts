import { fail, redirect } from '@sveltejs/kit';
import { readFailure } from '#features/connections/connection.ts';
import { disconnectProvider } from '#features/connections/server/disconnect-provider.ts';
import { listConnections } from '#features/connections/server/queries.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { getRuntime } from '#platform/runtime.ts';
import { getOwnAccount } from '#features/accounts/server/queries.ts';
import { requireRecentProof } from '../../../require-signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  if (locals.ctx.actor.kind !== 'user') redirect(303, '/sign-in?next=/account/connections');
  const connections = await listConnections(locals.ctx, getRuntime().config);
  const nameOf = (field: string): string =>
    connections.find(({ id }) => id === url.searchParams.get(field))?.name ?? '';
  return {
    account: await getOwnAccount(locals.ctx),
    connections,
    added: nameOf('connected'),
    gone: nameOf('disconnected'),
    failed: { name: nameOf('with'), why: readFailure(url.searchParams.get('why')) },
  };
};

export const actions: Actions = {
  disconnect: async ({ locals, request, url }) => {
    requireRecentProof(locals, url);
    const provider = String((await request.formData()).get('provider') ?? '');
    try {
      const known = (await listConnections(locals.ctx, getRuntime().config)).find(({ id }) => id === provider);
      await disconnectProvider(locals.ctx, provider, known?.name);
    } catch (error) {
      if (error instanceof Conflict) return fail(409, { provider });
      // Gone already, as by a second press.
      if (!(error instanceof NotFound)) throw error;
    }
    return redirect(303, `/account/connections?disconnected=${encodeURIComponent(provider)}`);
  },
};
