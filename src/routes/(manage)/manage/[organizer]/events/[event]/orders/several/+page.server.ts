import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { manageRoot } from '#features/events/wizard.ts';
import { readOrdersFilter } from '#features/orders/server/inputs.ts';
import { listOrderCodes } from '#features/orders/server/queries.ts';
import {
  type Hindrance,
  MOST_ORDERS,
  ORDER_ACTS,
  type OrderAct,
  shareOf,
  whyNot,
} from '#features/payments/order-act.ts';
import { orderActForm } from '#features/payments/server/inputs.ts';
import { findOrderAct, listActOrders } from '#features/payments/server/find-order-act.ts';
import { startOrderAct } from '#features/payments/server/start-order-act.ts';
import { NotFound } from '#platform/errors.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, setHeaders }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'edit-orders');
  const report = url.searchParams.has('act')
    ? await findOrderAct(ctx, scope, Number(url.searchParams.get('act')) || 0)
    : undefined;
  if (!report && url.searchParams.has('act')) throw new NotFound('not_found.act');
  if (report && report.finishedAt === null) setHeaders({ refresh: '5' });
  const codes = report ? [] : await codesOf();
  const orders = await listActOrders(ctx, scope, codes.slice(0, MOST_ORDERS));
  const shares = Object.fromEntries(ORDER_ACTS.map((act) => [act, shareOf(act, orders)])) as Record<
    OrderAct,
    ReturnType<typeof shareOf>
  >;
  const query = [...url.searchParams].filter(([name]) => !name.startsWith('/'));
  return {
    report: report ?? null,
    shares,
    isMore: codes.length > MOST_ORDERS,
    most: MOST_ORDERS,
    query: new URLSearchParams(query).toString(),
    key: randomUUID(),
    codes: orders.map(({ code }) => code).join(' '),
    orders: orders.map(({ code, buyerName, ...order }) => ({
      code,
      buyerName,
      not: Object.fromEntries(ORDER_ACTS.map((act) => [act, whyNot(act, order)])) as Record<OrderAct, Hindrance | ''>,
    })),
  };

  async function codesOf(): Promise<string[]> {
    if (!url.searchParams.has('all')) return url.searchParams.getAll('code').slice(0, MOST_ORDERS + 1);
    const { timeZone } = await getEventMoney(ctx, scope);
    return listOrderCodes(ctx, scope, readOrdersFilter(url.searchParams), { timeZone, limit: MOST_ORDERS + 1 });
  }
};

async function begin({ locals, params, request }: Pick<RequestEvent, 'locals' | 'params' | 'request'>, act: OrderAct) {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-orders');
  const done = await submitForm(locals, await request.formData(), orderActForm, (input) =>
    startOrderAct(locals.ctx, scope, { ...input, act }),
  );
  if (!done.ok) return fail(done.status, { act, state: done.state });
  redirect(303, `${manageRoot(params)}/orders/several?act=${done.value.actId}`);
}

export const actions: Actions = {
  pay: (event) => begin(event, 'pay'),
  confirm: (event) => begin(event, 'confirm'),
  cancel: (event) => begin(event, 'cancel'),
};
