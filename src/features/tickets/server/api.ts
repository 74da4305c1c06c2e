/** What events offer, over REST. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { authoriseEventByKey, authorisePublicEvent, type EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, NotFound } from '#platform/errors.ts';
import { answerOnce } from '#platform/http/answer-once.ts';
import {
  type ApiEnv,
  BODY_REFUSALS,
  json,
  KEY_IF_ANY,
  KEY_NEEDED,
  moment,
  numberParameter,
  refusals,
  slugParameter,
} from '#platform/http/api-env.ts';
import { onceHeader, repeatableOf, withOnce } from '#platform/http/operation.ts';
import { isoWithOffset } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import type { ShopItem, ShopKey } from '../shop.ts';
import {
  BLANK_TICKET,
  OFFER_STATES,
  offerStateOf,
  TICKET_KINDS,
  TICKET_LIMITS,
  TICKET_VISIBILITIES,
} from '../ticket.ts';
import { createHeading } from './create-heading.ts';
import { createTicketType } from './create-ticket-type.ts';
import { deleteHeading } from './delete-heading.ts';
import { deleteTicketType } from './delete-ticket-type.ts';
import { headingBody, positionBody, readTicketBody, ticketTypeBody } from './inputs.ts';
import { moveShopItem } from './move-shop-item.ts';
import { seesWholeShop } from './policy.ts';
import { listShop } from './queries.ts';
import { updateHeading } from './update-heading.ts';
import { updateTicketType } from './update-ticket-type.ts';

const positionJson = z
  .number()
  .int()
  .openapi({ description: 'Its place among the ticket types and headings that you may see, from 1 on' });
const saleMoment = (unset: string) =>
  moment.nullable().openapi({ description: `With the offset of the event’s zone; null for ${unset}` });

const ticketTypeJson = z
  .object({
    number: z.number().int().openapi({ description: 'Its name within the event' }),
    position: positionJson,
    name: z.string(),
    description: z.string(),
    kind: z.enum(TICKET_KINDS),
    currency: z.string().openapi({ description: 'ISO 4217', example: 'EUR' }),
    priceMinor: z.number().int().openapi({
      description: 'In the minor unit of the currency: 1250 is 12.50 in EUR and 1250 in JPY. Of a donation the least',
    }),
    suggestedMinor: z
      .number()
      .int()
      .nullable()
      .openapi({ description: 'Of a donation what is suggested; null for nothing' }),
    minimumPerOrder: z.number().int(),
    maximumPerOrder: z.number().int(),
    saleStartsAt: saleMoment('as soon as the event is published'),
    saleEndsAt: saleMoment('when the event ends'),
    state: z.enum(OFFER_STATES).openapi({ description: 'How its sale stands now' }),
    quantity: z
      .number()
      .int()
      .nullable()
      .optional()
      .openapi({ description: 'For the team only: how many there are of this type alone; null for no limit' }),
    maximumPerPerson: z.number().int().nullable().optional().openapi({
      description: 'For the team only: how many one buyer may have in all their orders; null for no limit',
    }),
    visibility: z.enum(TICKET_VISIBILITIES).optional().openapi({ description: 'For the team only' }),
  })
  .openapi('TicketType');

const headingJson = z
  .object({ number: z.number().int(), position: positionJson, name: z.string(), description: z.string() })
  .openapi('TicketHeading');

const newTicketType = ticketTypeBody
  .partial()
  .required({ name: true, kind: true })
  .extend({ position: positionBody.optional() });
const ticketTypeChange = ticketTypeBody.partial().extend({ position: positionBody.optional() });
const newHeading = headingBody.partial({ description: true }).extend({ position: positionBody.optional() });
const headingChange = headingBody.partial().extend({ position: positionBody.optional() });

const missing = {
  404: '`not_found`: there is no such event, or nothing of that number in it that you may see',
} as const;
const badNumber = { ...missing, 422: '`bad_request`: the number is none' } as const;
const withheld = {
  ...missing,
  403: '`forbidden`: your role does not allow this, or the event is not your team’s',
} as const;
const refused = {
  ...withheld,
  ...BODY_REFUSALS,
  422: '`bad_request` or `invalid`: `problems` says what cannot be used',
} as const;

/** The five operations of one kind of record. */
function routesOf<RecordKind extends z.ZodType, New extends z.ZodType, Change extends z.ZodType>(
  path: '/api/v1/events/{slug}/ticket-types' | '/api/v1/events/{slug}/ticket-headings',
  {
    one,
    many,
    names,
    record,
    list,
    create,
    change,
    example,
    keeps,
  }: {
    one: string;
    many: string;
    /** As parts of the names of operations. */
    names: { one: string; many: string };
    record: RecordKind;
    list: z.ZodType;
    create: New;
    change: Change;
    /** Of something new. */
    example: object;
    /** What cannot be deleted. */
    keeps?: string;
  },
) {
  const item = `${path}/{number}` as const;
  const shared = { tags: ['Tickets'] };
  const taking = <S extends z.ZodType>(schema: S, example: object) => ({
    required: true,
    content: { 'application/json': { schema, example } },
  });
  return {
    list: createRoute({
      ...shared,
      method: 'get',
      path,
      operationId: `list${names.many}`,
      summary: `The ${many} of an event`,
      security: KEY_IF_ANY,
      description: 'All of them, in the order of its page; to the team also what is hidden.',
      request: { params: slugParameter },
      responses: { 200: { description: `The ${many}`, ...json(list) }, ...refusals(missing) },
    }),
    get: createRoute({
      ...shared,
      method: 'get',
      path: item,
      operationId: `get${names.one}`,
      summary: `One ${one}`,
      security: KEY_IF_ANY,
      request: { params: numberParameter },
      responses: { 200: { description: `The ${one}`, ...json(record) }, ...refusals(badNumber) },
    }),
    create: createRoute({
      ...shared,
      method: 'post',
      path,
      operationId: `create${names.one}`,
      summary: `Add a ${one}`,
      security: KEY_NEEDED,
      description: 'What is not said is as in the form of the organiser’s page. Without `position` it comes last.',
      request: { params: slugParameter, headers: onceHeader, body: taking(create, example) },
      responses: {
        201: { description: `The new ${one}; \`Location\` says where it is`, ...json(record) },
        ...refusals(
          withOnce('post', {
            ...refused,
            409: `\`conflict\`: an event has at most ${TICKET_LIMITS.itemsPerEvent} ticket types and headings`,
          }),
        ),
      },
    }),
    change: createRoute({
      ...shared,
      method: 'patch',
      path: item,
      operationId: `update${names.one}`,
      summary: `Change or move a ${one}`,
      security: KEY_NEEDED,
      description: 'What is not said stays as it is; fields that are not described are left out of account.',
      request: { params: numberParameter, body: taking(change, { position: 1 }) },
      responses: { 200: { description: `The ${one} as it is now`, ...json(record) }, ...refusals(refused) },
    }),
    remove: createRoute({
      ...shared,
      method: 'delete',
      path: item,
      operationId: `delete${names.one}`,
      summary: `Delete a ${one}`,
      security: KEY_NEEDED,
      request: { params: numberParameter },
      responses: {
        204: { description: 'It is gone' },
        ...refusals({ ...withheld, 422: keeps ? `${badNumber[422]}. \`invalid\`: ${keeps}` : badNumber[422] }),
      },
    }),
  };
}

const ticketTypes = routesOf('/api/v1/events/{slug}/ticket-types', {
  one: 'ticket type',
  many: 'ticket types',
  names: { one: 'TicketType', many: 'TicketTypes' },
  record: ticketTypeJson,
  list: z.object({ ticketTypes: z.array(ticketTypeJson) }),
  create: newTicketType,
  change: ticketTypeChange,
  example: { name: 'Standard', kind: 'paid', priceMinor: 2500, quantity: 100 },
  keeps: 'somebody has ordered it, or waits for it',
});
const headings = routesOf('/api/v1/events/{slug}/ticket-headings', {
  one: 'heading',
  many: 'headings',
  names: { one: 'TicketHeading', many: 'TicketHeadings' },
  record: headingJson,
  list: z.object({ headings: z.array(headingJson) }),
  create: newHeading,
  change: headingChange,
  example: { name: 'Workshops' },
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
    const given = c.req.valid('json') as z.output<typeof newTicketType>;
    const created = await createOnce(c, { slug, given }, async (ctx, scope) => {
      const { position, ...body } = given;
      const { number } = await withSentNames(() =>
        createTicketType(ctx, scope, { ...BLANK_TICKET, ...readTicketBody(body) }),
      );
      await place(ctx, scope, `ticket-${number}`, position);
      return ticketTypeOf(ctx, slug, number);
    });
    return c.json(created, 201, { location: `${c.req.path}/${created.number}` });
  });
  api.openapi(ticketTypes.change, async (c) => {
    const { slug, number } = c.req.valid('param');
    const { position, ...body } = c.req.valid('json') as z.output<typeof ticketTypeChange>;
    await transact(c.get('ctx'), async (ctx) => {
      const scope = await authoriseEventByKey(ctx, slug, 'edit-tickets');
      await withSentNames(() => updateTicketType(ctx, scope, { number, change: readTicketBody(body) }));
      await place(ctx, scope, `ticket-${number}`, position);
    });
    return c.json(await ticketTypeOf(c.get('ctx'), slug, number), 200);
  });
  api.openapi(ticketTypes.remove, async (c) => {
    const { slug, number } = c.req.valid('param');
    await deleteTicketType(c.get('ctx'), await authoriseEventByKey(c.get('ctx'), slug, 'delete-tickets'), { number });
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
    const given = c.req.valid('json') as z.output<typeof newHeading>;
    const created = await createOnce(c, { slug, given }, async (ctx, scope) => {
      const { position, name, description = '' } = given;
      const { number } = await createHeading(ctx, scope, { name, description });
      await place(ctx, scope, `heading-${number}`, position);
      return headingOf(ctx, slug, number);
    });
    return c.json(created, 201, { location: `${c.req.path}/${created.number}` });
  });
  api.openapi(headings.change, async (c) => {
    const { slug, number } = c.req.valid('param');
    const { position, ...change } = c.req.valid('json') as z.output<typeof headingChange>;
    await transact(c.get('ctx'), async (ctx) => {
      const scope = await authoriseEventByKey(ctx, slug, 'edit-tickets');
      await updateHeading(ctx, scope, { number, change });
      await place(ctx, scope, `heading-${number}`, position);
    });
    return c.json(await headingOf(c.get('ctx'), slug, number), 200);
  });
  api.openapi(headings.remove, async (c) => {
    const { slug, number } = c.req.valid('param');
    await deleteHeading(c.get('ctx'), await authoriseEventByKey(c.get('ctx'), slug, 'delete-tickets'), { number });
    return c.body(null, 204);
  });
}

/** Creates it in one transaction, and once for each Idempotency-Key. */
function createOnce<Created extends object>(
  c: Context<ApiEnv>,
  { slug, given }: { slug: string; given: unknown },
  act: (ctx: Ctx, scope: EventScope) => Promise<Created>,
): Promise<Created> {
  return transact(c.get('ctx'), async (ctx) => {
    const scope = await authoriseEventByKey(ctx, slug, 'edit-tickets');
    return answerOnce(ctx, repeatableOf(c, given), () => act(ctx, scope));
  });
}

async function place(ctx: Ctx, scope: EventScope, item: ShopKey, position: number | undefined): Promise<void> {
  if (position !== undefined) await moveShopItem(ctx, scope, { item, move: { position } });
}

/** Fields whose names in forms are not those over REST. */
const SENT_NAMES: Record<string, string> = { price: 'priceMinor', suggested: 'suggestedMinor' };

/** Names what is wrong as it was sent. */
async function withSentNames<Done>(work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    const { reason, message, code, problems } = error;
    throw new Invalid(
      reason?.code ?? message,
      problems.map((problem) => ({ ...problem, where: SENT_NAMES[problem.where] ?? problem.where })),
      reason?.values ?? code,
      { cause: error },
    );
  }
}

type ReadShop = { items: ShopItem[]; whole: boolean; now: number; money: Awaited<ReturnType<typeof getEventMoney>> };

/** What the actor may see, numbered anew where that is not all: gaps would tell of what is hidden. */
async function readShop(ctx: Ctx, slug: string): Promise<ReadShop> {
  const scope = await authorisePublicEvent(ctx, slug);
  const whole = await seesWholeShop(ctx, scope);
  const all = await listShop(ctx, scope);
  const items = whole
    ? all
    : withoutEmptyHeadings(all.filter(({ ticket }) => !ticket || ticket.visibility === 'public')).map((item, at) => ({
        ...item,
        position: at + 1,
      }));
  return { items, whole, now: ctx.now, money: await getEventMoney(ctx, scope) };
}

function withoutEmptyHeadings(items: ShopItem[]): ShopItem[] {
  return items.filter(({ heading }, at) => !heading || items[at + 1]?.ticket);
}

function presentTicketType({ whole, now, money }: ReadShop, { ticket, position }: ShopItem) {
  if (!ticket) return [];
  const {
    number,
    name,
    description,
    kind,
    priceMinor,
    suggestedMinor,
    minimumPerOrder,
    maximumPerOrder,
    maximumPerPerson,
    quantity,
    visibility,
  } = ticket;
  const at = (moment: number | null): string | null => (moment === null ? null : isoWithOffset(moment, money.timeZone));
  return [
    {
      number,
      position,
      name,
      description,
      kind,
      currency: money.currency,
      priceMinor,
      suggestedMinor,
      minimumPerOrder,
      maximumPerOrder,
      saleStartsAt: at(ticket.saleStartsAt),
      saleEndsAt: at(ticket.saleEndsAt),
      state: offerStateOf(ticket, { now, eventEndsAt: money.endsAt }),
      ...(whole && { quantity, maximumPerPerson, visibility }),
    },
  ];
}

function presentHeading({ heading, position }: ShopItem) {
  return heading ? [{ number: heading.number, position, name: heading.name, description: heading.description }] : [];
}

async function ticketTypeOf(ctx: Ctx, slug: string, number: number) {
  const shop = await readShop(ctx, slug);
  const [found] = shop.items
    .filter(({ ticket }) => ticket?.number === number)
    .flatMap((item) => presentTicketType(shop, item));
  if (!found) throw new NotFound('not_found.ticket_type', { number });
  return found;
}

async function headingOf(ctx: Ctx, slug: string, number: number) {
  const { items } = await readShop(ctx, slug);
  const [found] = items.filter(({ heading }) => heading?.number === number).flatMap(presentHeading);
  if (!found) throw new NotFound('not_found.heading', { number });
  return found;
}
