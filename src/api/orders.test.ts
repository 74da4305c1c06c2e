/** Orders and those who come, as programs of the team read them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createApiKey, type NewKey } from '#features/api-keys/server/create-api-key.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { makeUser } from '#testing/builders.ts';
import { ADA, openFreeSale } from '#testing/free-sale.ts';
import { createApi } from './api.ts';

const { system, organizer, makeSale, reserve, order } = await openFreeSale();
const api = createApi();
const owner = { ...(await makeUser(system, { organizer, role: 'owner' })), provenAt: Date.now() };
const keyOf = async (scopes: NewKey['scopes'] = null): Promise<string> =>
  (await createApiKey({ ...system, actor: owner }, { name: 'Report', scopes })).key;
const key = await keyOf();

type Json = Record<string, unknown>;
type Line = Json & { code: string; number: number; order: string };

async function get(path: string, as = key): Promise<{ status: number; link: string | null; json: Json }> {
  const answer = await api.request(path, { headers: { authorization: `Bearer ${as}` } });
  return { status: answer.status, link: answer.headers.get('link'), json: (await answer.json()) as Json };
}

const at = ({ slug }: EventScope, path: string): string => `/api/v1/events/${slug}/${path}`;

/** Every page of a list, from the first address on. */
async function pages(path: string, name: string): Promise<Line[][]> {
  const all: Line[][] = [];
  for (let next: string | null = path; next !== null && all.length < 10;) {
    const { json }: { json: Json } = await get(next);
    all.push(json[name] as Line[]);
    next = json.next as string | null;
  }
  return all;
}

describe('the orders of an event', () => {
  test('come one after the other, each once, page by page', async () => {
    const event = await makeSale();
    const orders = [await order(event, 1), await order(event, 2), await order(event, 1)];
    const held = await reserve(event, 2);
    const codes = orders.map(({ code }) => code);
    const listed = await pages(at(event, 'orders?limit=2'), 'orders');
    assert.deepEqual(
      listed.map((page) => page.map(({ code }) => code)),
      [codes.slice(0, 2), codes.slice(2)],
    );
    const reserved = await pages(at(event, 'orders?state=reserved'), 'orders');
    assert.deepEqual(
      reserved.flat().map(({ code }) => code),
      [held.code],
    );
    const { link, json } = await get(at(event, 'orders?limit=1'));
    assert.equal(link, `<${String(json.next)}>; rel="next"`);
    assert.equal(
      (
        await get(
          `${at(event, 'orders')}?after=${new URLSearchParams(String(json.next).split('?')[1]).get('after') ?? ''}&state=paid`,
        )
      ).status,
      422,
    );
  });

  test('are each whole: buyer, lines, tickets and what they come to', async () => {
    const event = await makeSale();
    const scope = await order(event, 2, { ...ADA, names: ['Grace Lind', ''] });
    const { createdAt, completedAt } = await getOrder(system, scope);
    const { json } = await get(at(event, `orders/${scope.code}`));
    assert.deepEqual(
      [Date.parse(String(json.createdAt)), Date.parse(String(json.completedAt))].map((ms) => Math.floor(ms / 1000)),
      [createdAt, completedAt as number].map((ms) => Math.floor(ms / 1000)),
    );
    const ticket = {
      ticketType: 1,
      name: 'Seat',
      priceMinor: 0,
      isValid: true,
      cancelledAt: null,
      transferredAt: null,
    };
    assert.deepEqual(
      { ...json, createdAt: '', completedAt: '' },
      {
        code: scope.code,
        state: 'free-completed',
        createdAt: '',
        completedAt: '',
        heldUntil: null,
        locale: 'en',
        buyer: { name: ADA.name, email: ADA.email, company: '', address: '', country: '', vatId: '' },
        currency: 'EUR',
        pricesIncludeTax: true,
        discountCode: '',
        discountMinor: 0,
        feesMinor: 0,
        taxMinor: 0,
        totalMinor: 0,
        paidMinor: 0,
        refundedMinor: 0,
        paymentMethod: '',
        paymentDueAt: null,
        lines: [
          {
            ticketType: 1,
            name: 'Seat',
            quantity: 2,
            cancelled: 0,
            unitMinor: 0,
            discountMinor: 0,
            grossMinor: 0,
            taxMinor: 0,
            taxName: '',
            taxPercent: 0,
          },
        ],
        fees: [],
        tickets: [
          { number: 1, attendeeName: 'Grace Lind', attendeeEmail: '', ...ticket },
          { number: 2, attendeeName: '', attendeeEmail: '', ...ticket },
        ],
      },
    );
  });

  test('name nobody to a key without the scope for private details', async () => {
    const event = await makeSale();
    const { code } = await order(event, 1, { ...ADA, names: ['Grace Lind'] });
    const blind = await keyOf(['orders:read', 'attendees:read']);
    for (const path of ['orders', `orders/${code}`, 'attendees']) {
      const { status, json } = await get(at(event, path), blind);
      assert.deepEqual([status, /Ada|Grace|Lind|example\.org/.test(JSON.stringify(json))], [200, false], path);
    }
    const seeing = await keyOf(['orders:read', 'personal:read']);
    assert.match(JSON.stringify((await get(at(event, 'orders'), seeing)).json), /Ada Lind.*Grace Lind/);
    assert.equal((await get(at(event, 'attendees'), seeing)).status, 403);
  });

  test('of another event are not found', async () => {
    const [event, other] = [await makeSale(), await makeSale()];
    const { code } = await order(other, 1);
    const { status, json } = await get(at(event, `orders/${code}`));
    assert.deepEqual([status, json.code], [404, 'not_found.order']);
  });
});

describe('those who come to an event', () => {
  test('are listed by their tickets, with the name of the buyer where nobody else is named', async () => {
    const event = await makeSale();
    const first = await order(event, 2, { ...ADA, names: ['Grace Lind', ''] });
    await reserve(event, 1);
    const second = await order(event, 1, { name: 'Bo Amsel', email: 'bo@example.org', locale: 'en', names: [''] });
    const listed = await pages(at(event, 'attendees?limit=2'), 'attendees');
    assert.deepEqual(
      listed.map((page) => page.map(({ order, number, state, name, email }) => [order, number, state, name, email])),
      [
        [
          [first.code, 1, 'valid', 'Grace Lind', 'ada@example.org'],
          [first.code, 2, 'valid', 'Ada Lind', 'ada@example.org'],
        ],
        [[second.code, 1, 'valid', 'Bo Amsel', 'bo@example.org']],
      ],
    );
    assert.deepEqual((await get(at(event, 'attendees?state=off'))).json, { attendees: [], next: null });
    assert.deepEqual((await get(at(event, 'attendees?ticketType=7'))).json, { attendees: [], next: null });
  });
});
