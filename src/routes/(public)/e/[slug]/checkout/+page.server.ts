import { type ActionFailure, fail, redirect } from '@sveltejs/kit';
import { hashNetwork, secondsUntil } from '#features/orders/server/holding/load-held.ts';
import { loadShop } from '#features/orders/server/holding/load-sale.ts';
import { makeCheckoutKey } from '#features/orders/server/holding/make-checkout-key.ts';
import { type Refused, reserve, type Reserved } from '#features/orders/server/holding/reserve.ts';
import { choiceQuery, readChoice } from '#features/orders/server/inputs.ts';
import { orderAddress } from '#features/orders/server/sign-order.ts';
import { reducePrices } from '#features/prices/discount.ts';
import { readCode } from '#features/prices/server/read-code.ts';
import { getShop } from '#features/tickets/server/queries.ts';
import { openFree } from '#features/tickets/shop.ts';
import { getWaitingList } from '#features/waiting/server/queries.ts';
import { FoyerError } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import { entriesOf } from '#platform/http/submit-form.ts';
import type { Entries } from '#platform/merge-edit.ts';
import { getRuntime } from '#platform/runtime.ts';
import { openEvent } from '../open-event.ts';
import type { Actions, PageServerLoad } from './$types';
import { forgetKey, storeKey, readKey } from './checkout-key.ts';

export const load: PageServerLoad = async ({ locals, params, parent, url, request, getClientAddress, setHeaders }) => {
  // A key in a link would be known to whoever made the link, and with it the order that its reader makes.
  if (request.method !== 'POST' && url.searchParams.has('key')) redirect(303, withoutKey(url));
  const { event } = await parent();
  // What is left changes by the second, so this page is made for each reader.
  delete locals.shared;
  setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
  const scope = await openEvent({ locals, params });
  const typed = url.searchParams.get('code') ?? '';
  const { state, unlocked, discount } = await readCode(locals.ctx, scope, { typed, visitor: getClientAddress });
  const shop = await getShop(locals.ctx, scope, { eventEndsAt: event.endsAt, unlocked });
  const reduced = reducePrices(shop.groups, discount);
  return {
    groups: event.state === 'cancelled' ? [] : openFree(shop.groups, reduced),
    reduced,
    code: state === 'works' ? cutText(typed, 80) : '',
    holdMinutes: getRuntime().config.holdMinutes,
    awaitable: (await getWaitingList(locals.ctx, scope)).isOpen,
  };
};

export const actions: Actions = {
  default: async ({ locals, params, request, url, cookies, platform, getClientAddress, setHeaders }) => {
    const key = readKey(cookies, url);
    if (key === undefined) {
      // The page with the form is everybody's, so it has no key. The browser sends the same again with one; nothing is
      // reserved before.
      const fresh = makeCheckoutKey();
      storeKey(cookies, fresh);
      redirect(307, addressWith(url, { key: fresh }));
    }
    const form = await request.formData();
    const typed = textOf(form, 'code') ?? url.searchParams.get('code') ?? '';
    if (typed !== (url.searchParams.get('code') ?? '')) {
      // Who presses Enter may be about to use the code; whoever presses the button goes on with it.
      if (form.get('by') === 'enter') redirect(303, `/e/${params.slug}?${withCode(choiceQuery(form), typed)}#code`);
      redirect(307, addressWith(url, { code: typed }));
    }
    const chosen = entriesOf(form);
    const scope = await openEvent({ locals, params });
    const shop = await loadShop(locals.ctx, scope);
    const lines = readChoice(form, shop.currency);
    if (lines.length === 0) return refuse(422, { chosen, problem: 'nothing' });
    const { unlocked, discount, refusal } = await readCode(locals.ctx, scope, { typed, visitor: getClientAddress });
    if (!platform) throw new TypeError('The pages run without Foyer');
    const network = hashNetwork(getRuntime().config.secret, scope.eventId, getClientAddress());
    const code = discount || refusal ? typed : '';
    let reserved: Reserved;
    try {
      reserved =
        platform.refused ??
        (await reserve(
          locals.ctx,
          scope,
          { key, lines, unlocked, network, locale: locals.ctx.locale, discount: code },
          { keys: 'of-a-browser', shop, queue: platform.queue },
        ));
    } catch (error) {
      if (error instanceof FoyerError && error.status === 503) return refuse(503, { chosen, problem: 'rush' });
      throw error;
    }
    if (reserved.outcome !== 'reserved') {
      const retryAfter = 'freeAt' in reserved ? secondsUntil(reserved.freeAt, locals.ctx.now) : 0;
      if (retryAfter > 0) setHeaders({ 'retry-after': String(retryAfter) });
      return refuseChoice(reserved, { chosen, retryAfter });
    }
    // One that was completed before is over, so the next choice is another order.
    if (reserved.state === 'reserved') storeKey(cookies, reserved.key);
    else forgetKey(cookies);
    redirect(303, addressOf(reserved, typed));
  },
};

/**
 * Why nothing was reserved, for the page. `share`, `minutes`: how much one network may hold, and when it may have more
 * at the latest.
 */
type Refusal = { chosen: Entries; problem: string; earlier: string; share: number; minutes: number };

function refuse(
  status: number,
  refusal: Pick<Refusal, 'chosen' | 'problem'> & Partial<Refusal>,
): ActionFailure<Refusal> {
  return fail(status, { earlier: '', share: 0, minutes: 0, ...refusal });
}

function refuseChoice(
  refused: Refused,
  { chosen, retryAfter }: { chosen: Entries; retryAfter: number },
): ActionFailure<Refusal> {
  if (!('earlier' in refused)) return refuse(422, { chosen, problem: 'reason' in refused ? refused.reason : 'closed' });
  const earlier = refused.earlier ? orderAddress(refused.earlier) : '';
  if (refused.outcome === 'sold-out') return refuse(409, { chosen, problem: 'sold-out', earlier });
  const { share } = refused;
  return refuse(429, { chosen, problem: 'too_many_held', earlier, share, minutes: Math.ceil(retryAfter / 60) });
}

/** The page of the order; where the code takes nothing off, the one that says why. */
function addressOf({ order, discount: used }: Extract<Reserved, { outcome: 'reserved' }>, typed: string): string {
  const address = orderAddress(order.code);
  if (!used || !('refused' in used.discount)) return address;
  return `${address}/details?refused=${used.discount.refused}&code=${encodeURIComponent(cutText(typed, 80))}`;
}

/** The same address, where a form is sent once more, with other parameters. */
function addressWith({ pathname, searchParams }: URL, parameters: Record<string, string>): string {
  return `${pathname}?${new URLSearchParams({ ...Object.fromEntries(searchParams), ...parameters })}`;
}

function withCode(query: URLSearchParams, code: string): URLSearchParams {
  query.set('code', code);
  return query;
}

function textOf(form: FormData, field: string): string | undefined {
  const value = form.get(field);
  return typeof value === 'string' ? cutText(value.trim(), 80) : undefined;
}

function withoutKey({ pathname, searchParams }: URL): string {
  const query = new URLSearchParams([...searchParams].filter(([name]) => name !== 'key')).toString();
  return query ? `${pathname}?${query}` : pathname;
}
