import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { moveForm } from '#features/tickets/server/inputs.ts';
import { moveShopItem } from '#features/tickets/server/move-shop-item.ts';
import { countAccessCodes, findCapacity, listQuotas, listShop } from '#features/tickets/server/queries.ts';
import { loadPanels } from '#features/payments/server/load-panels.ts';
import { listWaysInUse } from '#features/payments/server/queries.ts';
import { countLine, getWaitingList } from '#features/waiting/server/queries.ts';
import { listQuestions } from '#features/questions/server/queries.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { readMoved } from './read-moved.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, parent }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
  const { endsAt, currency } = await getEventMoney(ctx, scope);
  const { managedEvent, root } = await parent();
  return {
    items: await listShop(ctx, scope),
    quotas: await listQuotas(ctx, scope),
    capacity: await findCapacity(ctx, scope),
    codes: await countAccessCodes(ctx, scope),
    waiting: { ...(await getWaitingList(ctx, scope)), ...(await countLine(ctx, scope)) },
    questions: (await listQuestions(ctx, scope)).length,
    ways: await listWaysInUse(ctx, scope, currency),
    connected: url.searchParams.has('connected'),
    panels: await loadPanels(ctx, scope, {
      organizer: params.organizer,
      mayConnect: managedEvent.rights.includes('manage-payouts'),
      next: `${root}/tickets`,
      turnOn: `${root}/tickets/payment?connected`,
      currency,
      locale: locals.locale,
    }),
    moved: readMoved(url),
    eventEndsAt: endsAt,
    now: ctx.now,
  };
};

export const actions: Actions = {
  move: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
    const done = await submitForm(locals, await request.formData(), moveForm, async (input) => ({
      ...input,
      ...(await moveShopItem(locals.ctx, scope, input)),
    }));
    if (!done.ok) return fail(done.status, { problem: done.state.message });
    const { item, move, stoodBehind } = done.value;
    redirect(
      303,
      `/manage/${params.organizer}/events/${params.event}/tickets?moved=${item}&from=${stoodBehind ?? ''}#${'step' in move ? `${item}-${move.step}` : item}`,
    );
  },
};
