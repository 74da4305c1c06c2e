import { fail, redirect } from '@sveltejs/kit';
import { hashNetwork } from '#features/orders/server/holding/load-held.ts';
import { BUYER_LIMITS } from '#features/orders/server/inputs.ts';
import { getShop } from '#features/tickets/server/queries.ts';
import { readAccessCode } from '#features/tickets/server/read-access-code.ts';
import { joinForm } from '#features/waiting/server/inputs.ts';
import { joinWaitingList } from '#features/waiting/server/join-waiting-list.ts';
import { getWaitingList } from '#features/waiting/server/queries.ts';
import { canBeAwaited } from '#features/waiting/waiting.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { translator, textKey } from '#platform/i18n/translate.ts';
import { limitRate, networkOf } from '#platform/rate-limit.ts';
import { getRuntime, mailIsKept } from '#platform/runtime.ts';
import { openEvent } from '../open-event.ts';
import type { Actions, PageServerLoad } from './$types';

/** A room full of people behind one address, and far too few to fill the line with. */
const LIMIT = { attempts: 40, seconds: 600 };

export const load: PageServerLoad = async ({ locals, params, parent, url, getClientAddress, setHeaders }) => {
  const { event } = await parent();
  // What is sold out changes by the second, so this page is made for each reader.
  delete locals.shared;
  setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
  const { ctx } = locals;
  const scope = await openEvent({ locals, params });
  const typed = url.searchParams.get('code') ?? '';
  const { unlocked } = await readAccessCode(ctx, scope, { typed, visitor: getClientAddress });
  const shop = await getShop(ctx, scope, { eventEndsAt: event.endsAt, unlocked });
  const { isOpen } = await getWaitingList(ctx, scope);
  const types =
    isOpen && event.state === 'published' ? shop.groups.flatMap(({ offers }) => offers).filter(canBeAwaited) : [];
  const { actor } = ctx;
  return {
    types: types.map(({ number, name, maximumPerOrder }) => ({ number, name, most: maximumPerOrder })),
    chosen: Number(url.searchParams.get('type') ?? 0),
    joined: url.searchParams.has('joined'),
    mailIsKept: mailIsKept(),
    known: actor.kind === 'user' ? { name: actor.name, email: actor.email } : { name: '', email: '' },
    limits: BUYER_LIMITS,
  };
};

export const actions: Actions = {
  default: async ({ locals, params, request, url, getClientAddress }) => {
    const { ctx } = locals;
    const t = translator(locals.locale);
    const scope = await openEvent({ locals, params });
    const { unlocked } = await readAccessCode(ctx, scope, {
      typed: url.searchParams.get('code') ?? '',
      visitor: getClientAddress,
    });
    const form = await request.formData();
    form.set('locale', locals.locale);
    const result = await submitForm(locals, form, joinForm, async (input) => {
      await limitRate(ctx, `waiting-join:${networkOf(getClientAddress())}`, LIMIT);
      const network = hashNetwork(getRuntime().config.secret, scope.eventId, getClientAddress());
      return joinWaitingList(ctx, scope, input, { unlocked, network });
    });
    if (!result.ok) {
      return fail(result.status, {
        ...result.state,
        message: t(textKey(result.state.code ? `waiting.${result.state.code}` : 'checkout.lookAgain')),
      });
    }
    redirect(303, `/e/${params.slug}/waiting?joined=1`);
  },
};
