import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import sharp from 'sharp';
import yauzl from 'yauzl';
import type { EventScope } from '#features/events/server/policy.ts';
import { readLogo } from '#features/media/server/read-logo.ts';
import { DEFAULT_RULES } from '#features/orders/after-sale.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { cancelTicket } from '#features/orders/server/after-sale/cancel-ticket.ts';
import { enterDetails } from '#features/orders/server/paying/enter-details.ts';
import { expireOrder } from '#features/orders/server/holding/expire-order.ts';
import { placeOrder } from '#features/orders/server/paying/place-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { recordPayment } from '#features/orders/server/paying/record-payment.ts';
import { recordRefund, revokeRefund } from '#features/orders/server/paying/record-refund.ts';
import { updateOrderRules } from '#features/orders/server/after-sale/update-order-rules.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { BLANK_SETTINGS } from '#features/payments/payment.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { NotFound } from '#platform/errors.ts';
import { createDiskStorage } from '#platform/storage/disk.ts';
import { transact } from '#platform/transact.ts';
import { reserveSeats } from '#testing/bare-foyer.ts';
import { addTaxRate, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { setBareRuntime } from '#testing/bare-runtime.ts';
import { createTestDatabase } from '#testing/database.ts';
import { amountToBill, type InvoiceSettings, leftOfParts, sumParts, takeBack, type TaxPart } from '../invoice.ts';
import { attachInvoices } from './receivers.ts';
import { exportInvoiceFiles, exportInvoiceList } from './export-invoices.ts';
import { storeInvoice } from './store-invoice.ts';
import { findInvoice, getInvoice, listBilled } from './queries.ts';
import './receivers.ts';
import { renderInvoice } from './render-invoice.ts';
import { updateInvoiceSettings } from './update-invoice-settings.ts';

const database = await createTestDatabase();
const folder = mkdtempSync(path.join(tmpdir(), 'foyer-invoices-'));
const storage = createDiskStorage(folder, { secret: 'a secret of a test', baseUrl: 'https://foyer.example' });
setBareRuntime(database, { storage });
const ctx = database.ctx();
const { db } = database;
const SELLER: InvoiceSettings = {
  legalName: 'Harbour Foyer e.V.',
  address: 'Quay 7\n20457 Hamburg',
  country: 'DE',
  taxId: 'DE123456789',
  email: 'bills@example.org',
  note: '',
  invoicePrefix: 'HH-',
  creditPrefix: 'HC-',
};

let organizer: OrganizerScope;
let event: EventScope;
beforeEach(async () => {
  organizer = await makeOrganizer(ctx);
  event = await makeEvent(ctx, organizer, { published: true });
  await createTicketType(ctx, event, {
    ...BLANK_TICKET,
    name: 'Seat',
    kind: 'paid',
    priceMinor: 11_900,
    quantity: 500,
  });
  await updateInvoiceSettings(ctx, organizer, SELLER);
});

async function order(quantity = 1): Promise<OrderScope> {
  const scope = await reserveSeats(ctx, event, quantity);
  await enterDetails(ctx, scope, { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] });
  return scope;
}

async function place(method: string, quantity = 1): Promise<OrderScope> {
  const scope = await order(quantity);
  await placeOrder(ctx, scope, {
    method,
    dueAt: ctx.now + 14 * 86_400_000,
    billing: { company: 'Lind & Daughters', address: 'Rua 1', country: 'PT', vatId: 'PT123456789' },
  });
  return scope;
}

const pay = (scope: OrderScope, amountMinor: number) => recordPayment(ctx, scope, { amountMinor, by: 'Rosalind' });
const refund = (scope: OrderScope, amountMinor: number) => recordRefund(ctx, scope, { amountMinor, by: 'Rosalind' });
const withdraw = (scope: OrderScope, amountMinor: number) =>
  revokeRefund(ctx, scope, { amountMinor, by: 'Rosalind', reason: 'It was a mistake' });
/** Gives the organizer a logo. */
async function storeLogo(bytes: Buffer): Promise<number> {
  const { organizerId } = organizer;
  await storage.put('logos/one.png', bytes, { contentType: 'image/png' });
  const row = {
    organizerId,
    storageKey: 'logos/one.png',
    fileName: 'one.png',
    contentType: 'image/png',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  const { id } = await db.insertInto('media').values(row).returning('id').executeTakeFirstOrThrow();
  await db.updateTable('organizers').set({ logoId: id }).where('id', '=', organizerId).execute();
  return id;
}

const billed = async (scope: OrderScope): Promise<string[]> =>
  (await listBilled(ctx, scope)).map(({ code, totalMinor }) => `${code} ${totalMinor}`);

describe('an order', () => {
  test('by invoice is billed when it is placed, and once', async () => {
    const scope = await place('invoice');
    assert.deepEqual(await billed(scope), ['HH-00001 11900']);
    await pay(scope, 11_900);
    assert.deepEqual(await billed(scope), ['HH-00001 11900']);
  });

  test('by invoice says on it where it is paid to, what one costs, and whose logo it bears; one that is paid only the latter', async () => {
    const account = { accountHolder: 'Harbour Foyer e.V.', iban: 'DE89370400440532013000', bic: 'COBADEFFXXX' };
    await updatePaymentSettings(ctx, event, { ...BLANK_SETTINGS, ...account });
    const png = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#c33' } })
      .png()
      .toBuffer();
    const logoId = await storeLogo(png);
    const scope = await place('invoice', 2);
    const [{ id, snapshot } = assert.fail()] = await listBilled(ctx, scope);
    assert.deepEqual(snapshot.account, {
      holder: 'Harbour Foyer e.V.',
      iban: 'DE89370400440532013000',
      bic: 'COBADEFFXXX',
      amountMinor: 23_800,
    });
    assert.deepEqual(
      snapshot.lines.map(({ quantity, unitMinor, grossMinor }) => [quantity, unitMinor, grossMinor]),
      [[2, 11_900, 23_800]],
    );
    assert.equal(snapshot.logoId, logoId);
    const invoice = await getInvoice(ctx, scope, id);
    const logo = await readLogo(ctx, logoId);
    assert.deepEqual(await storeInvoice(ctx, invoice), Buffer.from(await renderInvoice(invoice, logo)));
    // Those that were written before have nothing of it, and are set all the same.
    const { account: _account, logoId: _logo, ...before } = snapshot;
    const old = {
      ...invoice,
      snapshot: { ...before, lines: before.lines.map(({ unitMinor: _unit, ...line }) => line) },
    };
    const sizes = await Promise.all(
      [renderInvoice(invoice, logo), renderInvoice(invoice), renderInvoice(old)].map(async (pdf) => (await pdf).length),
    );
    assert.deepEqual(
      sizes.map((size, at) => at === 0 || size < (sizes[at - 1] ?? 0)),
      [true, true, true],
    );
    const paid = await place('bank-transfer');
    await pay(paid, 11_900);
    const [bill = assert.fail()] = await listBilled(ctx, paid);
    assert.deepEqual(
      [bill.snapshot.account, bill.snapshot.lines[0]?.unitMinor, bill.snapshot.logoId],
      [undefined, 11_900, logoId],
    );
  });

  test('by bank transfer is billed when it is paid', async () => {
    const scope = await place('bank-transfer', 2);
    assert.deepEqual(await billed(scope), []);
    await pay(scope, 10_000);
    assert.deepEqual(await billed(scope), []);
    await pay(scope, 13_800);
    assert.deepEqual(await billed(scope), ['HH-00001 23800']);
    const [{ snapshot } = assert.fail()] = await listBilled(ctx, scope);
    assert.deepEqual(
      [snapshot.buyer.company, snapshot.buyer.vatId, snapshot.seller.legalName, snapshot.dueAt, snapshot.paidMinor],
      ['Lind & Daughters', 'PT123456789', 'Harbour Foyer e.V.', null, 23_800],
    );
    assert.deepEqual(
      snapshot.lines.map(({ name, quantity, grossMinor }) => [name, quantity, grossMinor]),
      [['Seat', 2, 23_800]],
    );
  });

  test('that is sent back in parts gets a credit note for each, and at the end none of it is billed', async () => {
    const scope = await place('bank-transfer', 2);
    await pay(scope, 23_800);
    await refund(scope, 5000);
    await refund(scope, 18_800);
    assert.deepEqual(await billed(scope), ['HH-00001 23800', 'HC-00001 5000', 'HC-00002 18800']);
    const rows = await listBilled(ctx, scope);
    assert.deepEqual(
      leftOfParts(
        rows[0]?.snapshot.parts ?? [],
        rows.slice(1).flatMap(({ snapshot }) => snapshot.parts),
      ).filter(({ grossMinor, taxMinor }) => grossMinor !== 0 || taxMinor !== 0),
      [],
    );
    assert.deepEqual(rows[1]?.snapshot.corrects?.code, 'HH-00001');
  });

  test('of which less goes back after all is billed again for that, in the rates that were credited, and later credits take from both', async () => {
    await addTaxRate(ctx, event, { name: 'VAT', percent: 1900, standard: true, types: [] });
    const scope = await place('bank-transfer', 2);
    await pay(scope, 23_800);
    await refund(scope, 5000);
    await withdraw(scope, 5000);
    assert.deepEqual(await billed(scope), ['HH-00001 23800', 'HC-00001 5000', 'HH-00002 5000']);
    const [, credit = assert.fail(), again = assert.fail()] = await listBilled(ctx, scope);
    assert.deepEqual(
      [again.snapshot.parts, again.snapshot.corrects?.code, again.correctsId, again.snapshot.paidMinor],
      [credit.snapshot.parts, 'HC-00001', credit.id, 5000],
    );
    assert.deepEqual(
      again.snapshot.lines.map(({ name, grossMinor, taxMinor }) => [name, grossMinor, taxMinor]),
      [['Credited by HC-00001, now charged after all', 5000, credit.snapshot.parts[0]?.taxMinor]],
    );
    await refund(scope, 3000);
    await refund(scope, 20_800);
    await withdraw(scope, 20_800);
    await withdraw(scope, 3000);
    assert.deepEqual((await billed(scope)).slice(3), [
      'HC-00002 3000',
      'HC-00003 20800',
      'HH-00003 20800',
      'HH-00004 3000',
    ]);
    const rows = await listBilled(ctx, scope);
    const parts = (kind: string) => rows.filter((row) => row.kind === kind).flatMap(({ snapshot }) => snapshot.parts);
    assert.deepEqual(
      [(await getOrder(ctx, scope)).state, leftOfParts(parts('invoice'), parts('credit-note'))],
      ['cancelled', rows[0]?.snapshot.parts],
    );
  });

  test('that was cancelled for nothing back, then for all, and is kept after all, is billed again once', async () => {
    const scope = await place('bank-transfer');
    await pay(scope, 11_900);
    await refund(scope, 11_900);
    await withdraw(scope, 11_900);
    assert.deepEqual(await billed(scope), ['HH-00001 11900', 'HC-00001 11900', 'HH-00002 11900']);
    assert.deepEqual((await listBilled(ctx, scope)).at(-1)?.snapshot.corrects?.code, 'HC-00001');
  });

  test('that was never billed is not billed where a refund of it is withdrawn', async () => {
    await db.deleteFrom('invoiceSettings').where('organizerId', '=', organizer.organizerId).execute();
    const scope = await place('bank-transfer', 2);
    await pay(scope, 23_800);
    await refund(scope, 5000);
    await updateInvoiceSettings(ctx, organizer, SELLER);
    await refund(scope, 1000);
    await withdraw(scope, 1000);
    assert.deepEqual(await billed(scope), []);
  });

  test('says what each line costs also where a ticket was given up whose price is kept', async () => {
    await createTicketType(ctx, event, {
      ...BLANK_TICKET,
      name: 'Balcony',
      kind: 'paid',
      priceMinor: 5000,
      quantity: 5,
    });
    await db.deleteFrom('invoiceSettings').where('organizerId', '=', organizer.organizerId).execute();
    await updateOrderRules(ctx, event, { ...DEFAULT_RULES, cancelPaid: true, keepBp: 10_000 });
    const scope = await reserveSeats(
      ctx,
      event,
      [1, 2].map((ticketType) => ({ ticketType, quantity: 1 })),
    );
    await enterDetails(ctx, scope, { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] });
    await placeOrder(ctx, scope, { method: 'bank-transfer', dueAt: null });
    await pay(scope, 16_900);
    await updateInvoiceSettings(ctx, organizer, SELLER);
    await cancelTicket(ctx, scope, { number: 2, giveBack: () => Promise.reject(new Error('nothing goes back')) });
    const [{ totalMinor, snapshot } = assert.fail()] = await listBilled(ctx, scope);
    assert.deepEqual(
      [
        totalMinor,
        snapshot.lines.map(({ name, quantity, grossMinor }) => [name, quantity, grossMinor]),
        snapshot.parts.map(({ grossMinor }) => grossMinor),
      ],
      [
        16_900,
        [
          ['Seat', 1, 11_900],
          ['Balcony', 1, 5000],
        ],
        [16_900],
      ],
    );
  });

  test('by invoice that is not paid and given up, or runs out, is credited in whole', async () => {
    const [late, off] = [await place('invoice'), await place('invoice')];
    await expireOrder(ctx, late);
    assert.deepEqual(await billed(late), ['HH-00001 11900', 'HC-00001 11900']);
    await cancelOrder(ctx, off);
    assert.deepEqual(await billed(off), ['HH-00002 11900', 'HC-00002 11900']);
    await pay(late, 11_900);
    assert.deepEqual(await billed(late), ['HH-00001 11900', 'HC-00001 11900', 'HH-00003 11900']);
  });

  test('is not billed where nobody said who sells, nor where it costs nothing', async () => {
    await db.deleteFrom('invoiceSettings').where('organizerId', '=', organizer.organizerId).execute();
    const scope = await place('invoice');
    assert.deepEqual(await billed(scope), []);
    await updateInvoiceSettings(ctx, organizer, SELLER);
    await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Free', kind: 'free', quantity: 5 });
    const free = await reserveSeats(ctx, event, [{ ticketType: 2, quantity: 1 }]);
    await enterDetails(ctx, free, { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] });
    await placeOrder(ctx, free);
    assert.deepEqual(await billed(free), []);
  });
});

describe('numbers', () => {
  test('have no gaps when many orders are placed at once and some are rolled back', async () => {
    const scopes = await Promise.all(Array.from({ length: 24 }, () => order()));
    const placed = await Promise.allSettled(
      scopes.map((scope, at) =>
        transact(ctx, async (inner) => {
          await placeOrder(inner, scope, { method: 'invoice', dueAt: null });
          if (at % 3 === 0) throw new Error('the power is gone');
        }),
      ),
    );
    assert.equal(placed.filter(({ status }) => status === 'fulfilled').length, 16);
    const rows = await db
      .selectFrom('invoices')
      .select('number')
      .where('organizerId', '=', organizer.organizerId)
      .orderBy('number')
      .execute();
    assert.deepEqual(
      rows.map(({ number }) => number),
      Array.from({ length: 16 }, (_, at) => at + 1),
    );
  });

  test('of one organizer know nothing of another’s', async () => {
    await place('invoice');
    const other = await makeOrganizer(ctx);
    event = await makeEvent(ctx, other, { published: true });
    await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Seat', kind: 'paid', priceMinor: 500, quantity: 5 });
    await updateInvoiceSettings(ctx, other, { ...SELLER, invoicePrefix: 'X' });
    const theirs = await place('invoice');
    assert.deepEqual(await billed(theirs), ['X00001 500']);
    const [{ id } = assert.fail()] = await listBilled(ctx, theirs);
    await assert.rejects(getInvoice(ctx, organizer, id), NotFound);
    assert.equal((await getInvoice(ctx, other, id)).code, 'X00001');
  });
});

describe('what is written', () => {
  test('cannot be changed, whatever tries', async () => {
    const scope = await place('invoice');
    const [{ id } = assert.fail()] = await listBilled(ctx, scope);
    await assert.rejects(
      db.updateTable('invoices').set({ totalMinor: 1, taxMinor: 0 }).where('id', '=', id).execute(),
      /not changed any more/,
    );
    await assert.rejects(db.deleteFrom('invoices').where('id', '=', id).execute(), /not changed any more/);
  });

  test('is rendered once and is the same file for ever, whatever the seller says later', async () => {
    const scope = await place('invoice');
    const [{ id } = assert.fail()] = await listBilled(ctx, scope);
    const fresh = await findInvoice(ctx, id);
    assert.ok(fresh);
    const both = await Promise.all([storeInvoice(ctx, fresh), storeInvoice(ctx, fresh)]);
    assert.equal(both[0].equals(both[1]), true);
    await updateInvoiceSettings(ctx, organizer, { ...SELLER, legalName: 'Another Name' });
    const kept = await findInvoice(ctx, id);
    assert.ok(kept);
    const again = await storeInvoice(ctx, kept);
    assert.deepEqual(
      [again.equals(both[0]), createHash('sha256').update(again).digest('hex'), kept.snapshot.seller.legalName],
      [true, kept.sha256, 'Harbour Foyer e.V.'],
    );
    await storage.put(kept.storageKey ?? '', Buffer.from('%PDF-forged'), { contentType: 'application/pdf' });
    await assert.rejects(storeInvoice(ctx, kept), /stored file of this invoice has changed/);
  });
});

describe('a mail', () => {
  test('brings the invoice once, and the credit note with what was taken back', async () => {
    const sent = async (scope: OrderScope, kind: string): Promise<string[]> =>
      (await attachInvoices(ctx, { kind, orderId: scope.orderId })).map(({ fileName }) => fileName);
    const scope = await place('invoice');
    assert.deepEqual(await sent(scope, 'order-placed'), ['HH-00001.pdf']);
    await pay(scope, 11_900);
    assert.deepEqual(await sent(scope, 'order-confirmation'), []);
    await refund(scope, 900);
    assert.deepEqual(await sent(scope, 'order-refunded'), ['HC-00001.pdf']);
    assert.deepEqual(await sent(scope, 'refund-withdrawn'), []);
    await withdraw(scope, 900);
    assert.deepEqual(await sent(scope, 'refund-withdrawn'), ['HH-00002.pdf']);
    const transfer = await place('bank-transfer');
    assert.deepEqual(await sent(transfer, 'order-placed'), []);
    await pay(transfer, 11_900);
    assert.deepEqual(await sent(transfer, 'order-confirmation'), ['HH-00003.pdf']);
  });
});

describe('for the books', () => {
  test('there is a line for each rate, credit notes with a minus, and every file', async () => {
    const scope = await place('bank-transfer', 2);
    await db.updateTable('orders').set({ buyerCompany: '=HYPERLINK("x")' }).where('id', '=', scope.orderId).execute();
    await pay(scope, 23_800);
    await refund(scope, 23_800);
    const year = new Date(ctx.now).getUTCFullYear();
    const tableOf = async (filter: { year: number; size?: number }): Promise<string> =>
      (await Array.fromAsync(exportInvoiceList(ctx, organizer, filter))).join('');
    const table = await tableOf({ year });
    assert.equal(await tableOf({ year, size: 1 }), table);
    const [head = '', ...lines] = table.replace('\uFEFF', '').trimEnd().split('\r\n');
    assert.equal(
      head,
      'Number,Kind,Date,Corrects,Order,Event,Buyer,Company,Country,VAT ID,Currency,Tax,Rate,Net,Tax amount,Gross',
    );
    assert.deepEqual(
      lines.map((line) => line.split(',').slice(-5).join()),
      [',0,238.00,0.00,238.00', ',0,-238.00,0.00,-238.00'],
    );
    assert.match(lines[0] ?? '', /"'=HYPERLINK\(""x""\)"/);
    assert.match(lines[1] ?? '', /^HC-00001,credit-note,\d{4}-\d\d-\d\d,HH-00001,/);
    assert.equal((await tableOf({ year: year - 1 })).split('\r\n').length, 2);
    const zip = await yauzl.fromBufferPromise(await buffer(await exportInvoiceFiles(ctx, organizer, { year: null })));
    const names: string[] = [];
    for await (const entry of zip.eachEntry()) names.push(entry.fileName);
    assert.deepEqual(names, ['HH-00001.pdf', 'HC-00001.pdf']);
  });
});

describe('arithmetic', () => {
  const part = fc
    .record({
      taxName: fc.constantFrom('VAT', 'GST', ''),
      taxRateBp: fc.constantFrom(0, 700, 1900),
      grossMinor: fc.integer({ min: 1, max: 10 ** 9 }),
    })
    .map(({ taxName, taxRateBp, grossMinor }): TaxPart => ({
      taxName,
      taxRateBp,
      grossMinor,
      taxMinor: Math.round((grossMinor * taxRateBp) / (10_000 + taxRateBp)),
    }));

  test('whatever is taken back bit by bit, the parts come to it and are gone with the last of it', () => {
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
        (lines, cuts) => {
          const parts = sumParts(lines);
          const sum = (of: readonly TaxPart[]): number => of.reduce((all, { grossMinor }) => all + grossMinor, 0);
          const taken: TaxPart[] = [];
          for (const cut of [...cuts, 1]) {
            const left = leftOfParts(parts, taken);
            const amount = cut === 1 ? sum(left) : Math.floor(cut * sum(left));
            const back = takeBack(amount, left);
            assert.equal(sum(back), amount);
            for (const { grossMinor, taxMinor } of back) assert.equal(taxMinor >= 0 && taxMinor <= grossMinor, true);
            taken.push(...back);
          }
          assert.deepEqual(
            leftOfParts(parts, taken).filter(({ grossMinor, taxMinor }) => grossMinor !== 0 || taxMinor !== 0),
            [],
          );
        },
      ),
    );
  });

  test('an order is billed for what it is', () => {
    const of = (
      state: Parameters<typeof amountToBill>[0]['state'],
      paidMinor: number,
      refundedMinor: number,
      isBilled = false,
      paymentMethod = 'bank-transfer',
    ): number => amountToBill({ state, paymentMethod, totalMinor: 100, paidMinor, refundedMinor }, isBilled);
    assert.deepEqual(
      [
        of('reserved', 0, 0),
        of('pending-payment', 0, 0),
        of('pending-payment', 0, 0, true),
        of('pending-payment', 0, 0, false, 'invoice'),
      ],
      [0, 0, 100, 100],
    );
    assert.deepEqual(
      [
        of('paid', 100, 0),
        of('paid', 130, 30),
        of('partly-refunded', 100, 30),
        of('refunded', 100, 100),
        of('cancelled', 100, 80),
        of('expired', 20, 0),
        of('free-completed', 0, 0),
      ],
      [100, 100, 70, 0, 20, 0, 0],
    );
  });
});
