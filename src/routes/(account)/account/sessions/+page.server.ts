import { redirect } from '@sveltejs/kit';
import { readDevice } from '#features/accounts/device.ts';
import { getOwnAccount, listOwnSessions } from '#features/accounts/server/queries.ts';
import { KEPT_DAYS, listOwnSignIns } from '#features/accounts/server/record-sign-in.ts';
import { revokeOtherSessions, revokeSession } from '#features/accounts/server/revoke-session.ts';
import { requireSignedIn } from '../../../require-signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, platform, request }) => {
  requireSignedIn(locals, url);
  const sessions = await listOwnSessions(locals.ctx, await platform?.auth.sessionToken(request.headers));
  const signIns = await listOwnSignIns(locals.ctx);
  return {
    account: await getOwnAccount(locals.ctx),
    days: KEPT_DAYS,
    signIns: signIns.map(({ userAgent, ...one }) => ({ ...one, device: readDevice(userAgent) })),
    ended: Number(url.searchParams.get('ended') ?? 0),
    sessions: sessions.map(({ userAgent, ...session }) => ({ ...session, device: readDevice(userAgent) })),
  };
};

export const actions: Actions = {
  one: async ({ locals, url, request }) => {
    requireSignedIn(locals, url);
    await revokeSession(locals.ctx, String((await request.formData()).get('id') ?? ''));
    redirect(303, '/account/sessions?ended=1');
  },
  others: async ({ locals, url, request, platform }) => {
    requireSignedIn(locals, url);
    const ended = await revokeOtherSessions(locals.ctx, await platform?.auth.sessionToken(request.headers));
    redirect(303, ended > 0 ? `/account/sessions?ended=${ended}` : '/account/sessions?said=noneEnded');
  },
};
