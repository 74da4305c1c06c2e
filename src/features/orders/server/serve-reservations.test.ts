import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { createDiscount } from '#features/prices/server/create-discount.ts';
import { BLANK_DISCOUNT } from '#features/prices/discount.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import './receivers.ts';
import { serveReservations } from './serve-reservations.ts';
import { startDesk } from './start-desk.ts';

const database = await createTestDatabase();
setRuntime({ config: { url: 'https://foyer.example', secret: 'a secret of a test' }, database, log: database.log } as unknown as Runtime);
const system = database.ctx();
const nobody = (): Ctx => database.ctx({ kind: 'nobody' });
const organizer = await makeOrganizer(system);
const serve = serveReservations({ desk: startDesk(nobody, { holdSeconds: 900 }), secret: 'a secret of a test', log: database.log, makeCtx: nobody, clientOf: () => '192.0.2.1' });
const server = createServer((req, res) => void (serve(req, res) || res.writeHead(404).end()));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => {
  server.close();
  setRuntime(undefined);
});

async function makeSale(): Promise<EventScope> {
  const event = await makeEvent(system, organizer, { published: true });
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'paid', priceMinor: 2000, quantity: 10 });
  return event;
}

async function ask({ slug }: EventScope, code: string, key = `key-of-${code}`): Promise<{ status: number; body: { order?: Record<string, unknown>; problems?: unknown } }> {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/events/${slug}/reservations`, { method: 'POST', headers: { 'idempotency-key': key }, body: JSON.stringify({ lines: [{ ticketType: 1, quantity: 2 }], code }) });
  return { status: response.status, body: (await response.json()) as { order?: Record<string, unknown> } };
}

describe('a reservation over REST', () => {
  test('takes a discount code; sent again it is the same order at the same price, and one use', async () => {
    const event = await makeSale();
    await createDiscount(system, event, { ...BLANK_DISCOUNT, code: 'QUARTER', discount: { kind: 'percent', percentBp: 2500 }, mostUses: 1 });
    const [first, again] = [await ask(event, 'quarter'), await ask(event, 'quarter')];
    assert.deepEqual([first.status, first.body.order?.totalMinor, first.body.order?.discount], [201, 3000, { minor: 1000 }]);
    assert.deepEqual([again.status, again.body.order], [200, first.body.order]);
    assert.deepEqual(await database.db.selectFrom('discountCodes').select('used').where('eventId', '=', event.eventId).execute(), [{ used: 1 }]);
    const other = await ask(event, 'quarter', 'key-of-another');
    assert.deepEqual([other.status, other.body.order?.totalMinor, other.body.order?.discount], [201, 4000, { refused: 'used-up' }]);
  });

  test('without a code stands at the list price, and one that does nothing here holds nothing', async () => {
    const event = await makeSale();
    const plain = await ask(event, '', 'key-of-nothing');
    assert.deepEqual([plain.status, plain.body.order?.totalMinor, 'discount' in (plain.body.order ?? {})], [201, 4000, false]);
    const wrong = await ask(event, 'NOPE');
    assert.deepEqual([wrong.status, wrong.body.problems], [422, [{ where: 'code', message: 'This code does nothing here' }]]);
    assert.deepEqual(await database.db.selectFrom('orders').select(({ fn }) => fn.countAll<number>().as('n')).where('eventId', '=', event.eventId).execute(), [{ n: 1 }]);
  });
});
