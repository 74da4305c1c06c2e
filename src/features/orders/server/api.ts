/** The orders of an event over REST, for its team. */
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { hidePrivate } from '#features/api-keys/server/present.ts';
import { authoriseEventByKey, type EventScope } from '#features/events/server/policy.ts';
import { getEvent } from '#features/events/server/queries.ts';
import type { Right } from '#features/organizers/organizer.ts';
import { seesPrivate } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type ApiEnv, moment, slugParameter } from '#platform/http/api-env.ts';
import { nextJson, nextPage, pageParameters, readCursor } from '#platform/http/cursor.ts';
import { type Answered, type Asked, mountOperation } from '#platform/http/operation.ts';
import { isoWithOffset } from '#platform/time.ts';
import { ORDER_STATES, type OrderState, ticketsAreValid } from '../order.ts';
import { authoriseOrderIn } from './policy.ts';
import { getOrder, listOrderIds, loadOrders, type OrderView } from './queries.ts';

const LIST = '/api/v1/events/{slug}/orders';

const minor = z.number().int().openapi({ description: 'In the minor unit of the order’s currency' });
const buyerJson = z.object({
  name: z.string(),
  email: z.string(),
  company: z.string(),
  address: z.string(),
  country: z.string().openapi({ description: 'As ISO 3166-1 has it; empty where nobody said' }),
  vatId: z.string(),
});
const taxed = { grossMinor: minor, taxMinor: minor, taxName: z.string(), taxPercent: z.number() };
const lineJson = z.object({
  ticketType: z.number().int().openapi({ description: 'Its number' }),
  name: z.string(),
  quantity: z.number().int(),
  cancelled: z.number().int().openapi({ description: 'How many of the quantity gave their seats back' }),
  unitMinor: minor,
  discountMinor: minor,
  ...taxed,
});
const ticketJson = z.object({
  number: z.number().int().openapi({ description: 'Its number within the order' }),
  ticketType: z.number().int(),
  name: z.string().openapi({ description: 'The name of its ticket type' }),
  attendeeName: hidePrivate(z.string()),
  attendeeEmail: hidePrivate(z.string()),
  priceMinor: minor,
  isValid: z.boolean().openapi({ description: 'Whether it lets somebody in' }),
  cancelledAt: moment.nullable(),
  transferredAt: moment.nullable().openapi({ description: 'Since when it is somebody else’s than the buyer’s' }),
});
const orderJson = z
  .object({
    code: z.string(),
    state: z.enum(ORDER_STATES),
    createdAt: moment,
    completedAt: moment.nullable(),
    heldUntil: moment.nullable(),
    locale: z.string(),
    buyer: hidePrivate(buyerJson),
    currency: z.string(),
    pricesIncludeTax: z.boolean(),
    discountCode: z.string(),
    discountMinor: minor,
    feesMinor: minor,
    taxMinor: minor,
    totalMinor: minor,
    paidMinor: minor,
    refundedMinor: minor,
    paymentMethod: z.string().openapi({ description: 'Empty until it is chosen' }),
    paymentDueAt: moment.nullable(),
    lines: z.array(lineJson),
    fees: z.array(z.object({ name: z.string(), ...taxed })),
    tickets: z.array(ticketJson).openapi({ description: 'None until somebody said who the order is for' }),
  })
  .openapi('Order');

const authorise = (ctx: Ctx, { params }: Asked): Promise<EventScope> =>
  authoriseEventByKey(ctx, params.slug, 'see-orders');

const shared = { method: 'get', tag: 'Orders', right: 'see-orders' } as const;

/** Lists the orders of an event, and reads one by its code. */
export function mountOrdersApi(api: OpenAPIHono<ApiEnv>): void {
  mountOperation<Right, EventScope>(
    api,
    {
      ...shared,
      id: 'listOrders',
      path: LIST,
      summary: 'The orders of an event',
      description:
        'From the first one on, page by page. Without `state`, those that were placed, whatever became of them.',
      params: slugParameter,
      query: z.object({
        ...pageParameters,
        state: z.enum(ORDER_STATES).optional().openapi({ description: 'Only those in this state' }),
      }),
      answer: {
        status: 200,
        description: 'The orders',
        schema: z.object({ orders: z.array(orderJson), next: nextJson }),
      },
    },
    authorise,
    (ctx, asked, event) => listPage(ctx, event, asked),
  );
  mountOperation<Right, EventScope>(
    api,
    {
      ...shared,
      id: 'getOrder',
      path: `${LIST}/{code}`,
      summary: 'One order',
      params: slugParameter.extend({
        code: z.string().openapi({
          param: { name: 'code', in: 'path', description: 'Its code, as its buyer reads it' },
          example: 'K7PW2MHX',
        }),
      }),
      answer: { status: 200, description: 'The order', schema: orderJson },
    },
    authorise,
    async (ctx, { params }, event) => {
      const order = await getOrder(ctx, await authoriseOrderIn(ctx, event, String(params.code)));
      return { body: presentOrder(order, await viewOf(ctx, event)) };
    },
  );
}

async function listPage(ctx: Ctx, event: EventScope, { query, path }: Asked): Promise<Answered> {
  const { limit, after, state } = query as { limit: number; after?: string; state?: OrderState };
  const of = { path, state };
  const place = after === undefined ? { after: 0, asOf: ctx.now } : readCursor(after, of);
  const found = await listOrderIds(ctx, event, { after: place.after, state, limit: limit + 1 });
  const ids = found.slice(0, limit);
  const orders = await loadOrders(ctx, ids);
  const view = await viewOf(ctx, event);
  const last = { after: ids.at(-1) ?? 0, asOf: place.asOf };
  const next = found.length > limit ? nextPage(path, { state, limit }, last, of) : null;
  const page = ids.flatMap((id) => orders.get(id) ?? []);
  return { body: { orders: page.map((order) => presentOrder(order, view)), next }, next };
}

type View = { timeZone: string; seesPeople: boolean };

async function viewOf(ctx: Ctx, event: EventScope): Promise<View> {
  const { timeZone } = await getEvent(ctx, event);
  return { timeZone, seesPeople: seesPrivate(ctx.actor) };
}

type Taxed = { grossMinor: number; taxMinor: number; taxName: string; taxRateBp: number };

function presentTax({ grossMinor, taxMinor, taxName, taxRateBp }: Taxed): object {
  return { grossMinor, taxMinor, taxName, taxPercent: taxRateBp / 100 };
}

function presentOrder(order: OrderView, { timeZone, seesPeople }: View): object {
  const at = (instant: number | null): string | null => (instant === null ? null : isoWithOffset(instant, timeZone));
  const { state, currency, paymentMethod } = order;
  return {
    code: order.code,
    state,
    createdAt: at(order.createdAt),
    completedAt: at(order.completedAt),
    heldUntil: at(order.heldUntil),
    locale: order.locale,
    ...(seesPeople && {
      buyer: {
        name: order.buyerName,
        email: order.buyerEmail,
        company: order.buyerCompany,
        address: order.buyerAddress,
        country: order.buyerCountry,
        vatId: order.buyerVatId,
      },
    }),
    currency,
    pricesIncludeTax: order.pricesIncludeTax,
    discountCode: order.discountCode,
    discountMinor: order.discountMinor,
    feesMinor: order.feesMinor,
    taxMinor: order.taxMinor,
    totalMinor: order.totalMinor,
    paidMinor: order.paidMinor,
    refundedMinor: order.refundedMinor,
    paymentMethod,
    paymentDueAt: at(order.paymentDueAt),
    lines: order.lines.map(({ ticketType, name, quantity, cancelled, unitMinor, discountMinor, ...line }) => ({
      ...{ ticketType, name, quantity, cancelled, unitMinor, discountMinor },
      ...presentTax(line),
    })),
    fees: order.fees.map((fee) => ({ name: fee.name, ...presentTax(fee) })),
    tickets: order.tickets.map(({ number, ticketType, name, attendeeName, attendeeEmail, ...ticket }) => ({
      ...{ number, ticketType, name },
      ...(seesPeople && { attendeeName, attendeeEmail }),
      priceMinor: ticket.priceMinor,
      isValid: ticket.cancelledAt === null && ticketsAreValid(state, paymentMethod),
      cancelledAt: at(ticket.cancelledAt),
      transferredAt: at(ticket.transferredAt),
    })),
  };
}
