/** What events offer, over REST. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { authoriseEvent, authorisePublicEvent, type EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, NotFound } from '#platform/errors.ts';
import { type ApiEnv, slugParameter } from '#platform/http/api-env.ts';
import { isoWithOffset } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import type { ShopItem, ShopKey } from '../shop.ts';
import { BLANK_TICKET, OFFER_STATES, offerStateOf, TICKET_KINDS, TICKET_VISIBILITIES, type TicketValues } from '../ticket.ts';
import { createHeading } from './create-heading.ts';
import { createTicketType } from './create-ticket-type.ts';
import { deleteHeading } from './delete-heading.ts';
import { deleteTicketType } from './delete-ticket-type.ts';
import { headingBody, positionBody, ticketTypeBody } from './inputs.ts';
import { moveShopItem } from './move-shop-item.ts';
import { seesWholeShop } from './policy.ts';
import { listShop } from './queries.ts';
import { updateHeading } from './update-heading.ts';
import { updateTicketType } from './update-ticket-type.ts';

const numberParameter = slugParameter.extend({ number: z.coerce.number().int().positive().openapi({ param: { name: 'number', in: 'path' }, example: 1 }) });
const positionJson = z.number().int().openapi({ description: 'Its place among the ticket types and headings that you may see, from 1 on' });
const moment = z.string().nullable().openapi({ format: 'date-time', description: "In the event's own offset" });

const ticketTypeJson = z
  .object({
    number: z.number().int(),
    position: positionJson,
    name: z.string(),
    description: z.string(),
    kind: z.enum(TICKET_KINDS),
    currency: z.string().openapi({ example: 'EUR' }),
    priceMinor: z.number().int().openapi({ description: 'In the minor unit of the currency: 1250 is 12.50 in EUR and 1250 in JPY. Of a donation the least' }),
    suggestedMinor: z.number().int().nullable(),
    minimumPerOrder: z.number().int(),
    maximumPerOrder: z.number().int(),
    saleStartsAt: moment,
    saleEndsAt: moment,
    state: z.enum(OFFER_STATES),
    quantity: z.number().int().nullable().optional().openapi({ description: 'For the team only: how many there are of this type alone; null for no limit' }),
    maximumPerPerson: z.number().int().nullable().optional().openapi({ description: 'For the team only: how many one buyer may have in all their orders; null for no limit' }),
    visibility: z.enum(TICKET_VISIBILITIES).optional().openapi({ description: 'For the team only' }),
  })
  .openapi('TicketType');

const headingJson = z.object({ number: z.number().int(), position: positionJson, name: z.string(), description: z.string() }).openapi('TicketHeading');

const newTicketType = ticketTypeBody.partial().required({ name: true, kind: true }).extend({ position: positionBody.optional() });
const ticketTypeChange = ticketTypeBody.partial().extend({ position: positionBody.optional() });
const newHeading = headingBody.partial({ description: true }).extend({ position: positionBody.optional() });
const headingChange = headingBody.partial().extend({ position: positionBody.optional() });

const json = <S extends z.ZodType>(schema: S) => ({ content: { 'application/json': { schema } } });
const missing = { 404: { description: 'No such event, or nothing of that number in it' } };
const refused = { ...missing, 403: { description: 'Your role does not allow this' }, 422: { description: 'What is given cannot be used' } };
const security = [{ apiKey: [] }];

/** The five operations of one kind of thing. */
function routesOf<Thing extends z.ZodType, New extends z.ZodType, Change extends z.ZodType>(
  path: '/api/v1/events/{slug}/ticket-types' | '/api/v1/events/{slug}/ticket-headings',
  { one, many, thing, list, create, change }: { one: string; many: string; thing: Thing; list: z.ZodType; create: New; change: Change },
) {
  const item = `${path}/{number}` as const;
  return {
    list: createRoute({ method: 'get', path, summary: `${many} of an event in the order of its page; to the team also what is hidden`, request: { params: slugParameter }, responses: { 200: { description: many, ...json(list) }, ...missing } }),
    get: createRoute({ method: 'get', path: item, summary: `One ${one}`, request: { params: numberParameter }, responses: { 200: { description: `The ${one}`, ...json(thing) }, ...missing } }),
    create: createRoute({ method: 'post', path, summary: `Add a ${one}`, security, request: { params: slugParameter, body: { ...json(create), required: true } }, responses: { 201: { description: `The new ${one}`, ...json(thing) }, ...refused } }),
    change: createRoute({ method: 'patch', path: item, summary: `Change or move a ${one}`, security, request: { params: numberParameter, body: { ...json(change), required: true } }, responses: { 200: { description: `The ${one} as it is now`, ...json(thing) }, ...refused } }),
    remove: createRoute({ method: 'delete', path: item, summary: `Delete a ${one}`, security, request: { params: numberParameter }, responses: { 204: { description: 'It is gone' }, ...refused } }),
  };
}

const ticketTypes = routesOf('/api/v1/events/{slug}/ticket-types', {
  one: 'ticket type', many: 'Ticket types', thing: ticketTypeJson, list: z.object({ ticketTypes: z.array(ticketTypeJson) }), create: newTicketType, change: ticketTypeChange,
});
const headings = routesOf('/api/v1/events/{slug}/ticket-headings', {
  one: 'heading', many: 'Headings', thing: headingJson, list: z.object({ headings: z.array(headingJson) }), create: newHeading, change: headingChange,
});

export function mountTicketsApi(api: OpenAPIHono<ApiEnv>): void {
  mountTicketTypes(api);
  mountHeadings(api);
}

function mountTicketTypes(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(ticketTypes.list, async (c) => {
    const shop = await readShop(c.get('ctx'), c.req.valid('param').slug);
    return c.json({ ticketTypes: shop.items.flatMap((item) => presentTicketType(shop, item)) }, 200);
  });
  api.openapi(ticketTypes.get, async (c) => {
    const { slug, number } = c.req.valid('param');
    return c.json(await ticketTypeOf(c.get('ctx'), slug, number), 200);
  });
  api.openapi(ticketTypes.create, async (c) => {
    const { slug } = c.req.valid('param');
    const { position, ...body } = c.req.valid('json') as z.output<typeof newTicketType>;
    const number = await transact(c.get('ctx'), async (ctx) => {
      const scope = await authoriseEvent(ctx, slug, 'edit-tickets');
      const { number } = await createTicketType(ctx, scope, { ...BLANK_TICKET, ...valuesOf(body) });
      await place(ctx, scope, `ticket-${number}`, position);
      return number;
    });
    return c.json(await ticketTypeOf(c.get('ctx'), slug, number), 201);
  });
  api.openapi(ticketTypes.change, async (c) => {
    const { slug, number } = c.req.valid('param');
    const { position, ...body } = c.req.valid('json') as z.output<typeof ticketTypeChange>;
    await transact(c.get('ctx'), async (ctx) => {
      const scope = await authoriseEvent(ctx, slug, 'edit-tickets');
      await updateTicketType(ctx, scope, { number, change: valuesOf(body) });
      await place(ctx, scope, `ticket-${number}`, position);
    });
    return c.json(await ticketTypeOf(c.get('ctx'), slug, number), 200);
  });
  api.openapi(ticketTypes.remove, async (c) => {
    const { slug, number } = c.req.valid('param');
    await deleteTicketType(c.get('ctx'), await authoriseEvent(c.get('ctx'), slug, 'delete-tickets'), { number });
    return c.body(null, 204);
  });
}

function mountHeadings(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(headings.list, async (c) => {
    const { items } = await readShop(c.get('ctx'), c.req.valid('param').slug);
    return c.json({ headings: items.flatMap(presentHeading) }, 200);
  });
  api.openapi(headings.get, async (c) => {
    const { slug, number } = c.req.valid('param');
    return c.json(await headingOf(c.get('ctx'), slug, number), 200);
  });
  api.openapi(headings.create, async (c) => {
    const { slug } = c.req.valid('param');
    const { position, name, description = '' } = c.req.valid('json') as z.output<typeof newHeading>;
    const number = await transact(c.get('ctx'), async (ctx) => {
      const scope = await authoriseEvent(ctx, slug, 'edit-tickets');
      const { number } = await createHeading(ctx, scope, { name, description });
      await place(ctx, scope, `heading-${number}`, position);
      return number;
    });
    return c.json(await headingOf(c.get('ctx'), slug, number), 201);
  });
  api.openapi(headings.change, async (c) => {
    const { slug, number } = c.req.valid('param');
    const { position, ...change } = c.req.valid('json') as z.output<typeof headingChange>;
    await transact(c.get('ctx'), async (ctx) => {
      const scope = await authoriseEvent(ctx, slug, 'edit-tickets');
      await updateHeading(ctx, scope, { number, change });
      await place(ctx, scope, `heading-${number}`, position);
    });
    return c.json(await headingOf(c.get('ctx'), slug, number), 200);
  });
  api.openapi(headings.remove, async (c) => {
    const { slug, number } = c.req.valid('param');
    await deleteHeading(c.get('ctx'), await authoriseEvent(c.get('ctx'), slug, 'delete-tickets'), { number });
    return c.body(null, 204);
  });
}

async function place(ctx: Ctx, scope: EventScope, item: ShopKey, position: number | undefined): Promise<void> {
  if (position !== undefined) await moveShopItem(ctx, scope, { item, move: { position } });
}

type TicketBody = Partial<z.output<typeof ticketTypeBody>>;

function valuesOf({ saleStartsAt, saleEndsAt, ...body }: TicketBody): Partial<TicketValues> {
  const values: Partial<TicketValues> = {};
  if (saleStartsAt !== undefined) values.saleStartsAt = instantOf('saleStartsAt', saleStartsAt);
  if (saleEndsAt !== undefined) values.saleEndsAt = instantOf('saleEndsAt', saleEndsAt);
  for (const [name, value] of Object.entries(body)) if (value !== undefined) Object.assign(values, { [name]: value });
  return values;
}

function instantOf(where: string, text: string | null): number | null {
  if (text === null) return null;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Invalid('There is no such moment', [{ where, message: 'Write it like 2027-05-08T09:30:00+01:00' }]);
  return at;
}

type ReadShop = { items: ShopItem[]; whole: boolean; now: number; money: Awaited<ReturnType<typeof getEventMoney>> };

/** What the actor may see, numbered anew where that is not all: gaps would tell of what is hidden. */
async function readShop(ctx: Ctx, slug: string): Promise<ReadShop> {
  const scope = await authorisePublicEvent(ctx, slug);
  const whole = await seesWholeShop(ctx, scope);
  const all = await listShop(ctx, scope);
  const items = whole ? all : withoutEmptyHeadings(all.filter(({ ticket }) => !ticket || ticket.visibility === 'public')).map((item, at) => ({ ...item, position: at + 1 }));
  return { items, whole, now: ctx.now, money: await getEventMoney(ctx, scope) };
}

function withoutEmptyHeadings(items: ShopItem[]): ShopItem[] {
  return items.filter(({ heading }, at) => !heading || items[at + 1]?.ticket);
}

function presentTicketType({ whole, now, money }: ReadShop, { ticket, position }: ShopItem) {
  if (!ticket) return [];
  const { number, name, description, kind, priceMinor, suggestedMinor, minimumPerOrder, maximumPerOrder, maximumPerPerson, quantity, visibility } = ticket;
  const at = (moment: number | null): string | null => (moment === null ? null : isoWithOffset(moment, money.timeZone));
  return [
    {
      number, position, name, description, kind, currency: money.currency, priceMinor, suggestedMinor, minimumPerOrder, maximumPerOrder,
      saleStartsAt: at(ticket.saleStartsAt), saleEndsAt: at(ticket.saleEndsAt), state: offerStateOf(ticket, { now, eventEndsAt: money.endsAt }),
      ...(whole && { quantity, maximumPerPerson, visibility }),
    },
  ];
}

function presentHeading({ heading, position }: ShopItem) {
  return heading ? [{ number: heading.number, position, name: heading.name, description: heading.description }] : [];
}

async function ticketTypeOf(ctx: Ctx, slug: string, number: number) {
  const shop = await readShop(ctx, slug);
  const [found] = shop.items.filter(({ ticket }) => ticket?.number === number).flatMap((item) => presentTicketType(shop, item));
  if (!found) throw new NotFound(`There is no ticket type ${number} in this event`);
  return found;
}

async function headingOf(ctx: Ctx, slug: string, number: number) {
  const { items } = await readShop(ctx, slug);
  const [found] = items.filter(({ heading }) => heading?.number === number).flatMap(presentHeading);
  if (!found) throw new NotFound(`There is no heading ${number} in this event`);
  return found;
}
