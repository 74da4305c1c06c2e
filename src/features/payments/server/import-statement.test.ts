import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { Invalid, NotFound } from '#platform/errors.ts';
import { drainJobs } from '#testing/drain-jobs.ts';
import { openBareFoyer, reserveSeats } from '#testing/bare-foyer.ts';
import { makeEvent } from '#testing/builders.ts';
import { refuseRows } from '#testing/refuse-rows.ts';
import { BLANK_SETTINGS } from '../payment.ts';
import { acceptLine, ignoreLine } from './accept-lines.ts';
import { acceptSureLines, BOOK_CREDITS_QUEUE, findBooking } from './accept-sure-lines.ts';
import './jobs.ts';
import { importStatement, readStatementText } from './import-statement.ts';
import { LINES_SHOWN, listStatementLines, listSureLines } from './match-lines.ts';
import { markPaid } from './mark-paid.ts';
import { listLedger } from './queries.ts';
import { revokeMark } from './revoke-payment.ts';
import { startPayment } from './start-payment.ts';
import { updatePaymentSettings } from './update-payment-settings.ts';

const { db, system, organizer } = await openBareFoyer();

async function makeSale(): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  await createTicketType(system, event, {
    ...BLANK_TICKET,
    name: 'Seat',
    kind: 'paid',
    priceMinor: 1000,
    quantity: 100,
  });
  await updatePaymentSettings(system, event, {
    ...BLANK_SETTINGS,
    methods: BLANK_SETTINGS.methods.map((method) => ({ ...method, enabled: true, untilDays: null })),
  });
  return event;
}

async function place(event: EventScope, name: string): Promise<OrderScope> {
  const scope = await reserveSeats(system, event, 2, 'team');
  await completeOrder(system, scope, { name, email: 'ada@example.org', locale: 'en', names: [] });
  assert.equal(await startPayment(system, scope, { method: 'bank-transfer' }), 'placed');
  return scope;
}

type Sample = { amount: string; reference: string; payer?: string; date?: string; sign?: string };
const camt = (entries: Sample[], version: '02' | '08' = '02'): string => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId></GrpHdr><Stmt><Id>S1</Id>
${entries
  .map(
    ({
      amount,
      reference,
      payer = 'Ada Lind',
      date = '2027-04-02',
      sign = 'CRDT',
    }) => `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${sign}</CdtDbtInd><Sts>${version === '08' ? '<Cd>BOOK</Cd>' : 'BOOK'}</Sts><BookgDt><Dt>${date}</Dt></BookgDt>
<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr>${version === '08' ? `<Pty><Nm>${payer}</Nm></Pty>` : `<Nm>${payer}</Nm>`}</Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>${reference}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`,
  )
  .join('\n')}
</Stmt></BkToCstmrStmt></Document>`;

const open = (event: EventScope) => listStatementLines(system, event, { state: 'open' });
const state = async (scope: OrderScope) => {
  const { state, paidMinor } = await getOrder(system, scope);
  return [state, paidMinor];
};

describe('a bank statement', () => {
  test('as CAMT.053 in both versions gives credits with payer and account, and leaves out debits', async () => {
    for (const version of ['02', '08'] as const) {
      const event = await makeSale();
      const text = camt(
        [
          { amount: '20.00', reference: 'Order ABCDEFGH' },
          { amount: '5.00', reference: 'Fee', sign: 'DBIT' },
        ],
        version,
      );
      assert.deepEqual(await importStatement(system, event, { text, fileName: 'may.xml' }), {
        outcome: 'imported',
        added: 1,
        known: 0,
        skipped: 1,
        unread: [],
      });
      const { lines } = await open(event);
      assert.deepEqual(
        lines.map(({ amountMinor, payer, iban, reference, bookedOn }) => [
          amountMinor,
          payer,
          iban,
          reference,
          bookedOn,
        ]),
        [[2000, 'Ada Lind', 'DE89370400440532013000', 'Order ABCDEFGH', '2027-04-02']],
      );
    }
  });

  test('as CSV of a bank in Windows-1252, with a preamble, semicolons and decimal commas', async () => {
    const event = await makeSale();
    const table =
      'Umsätze Girokonto;;;\r\n\r\nBuchungstag;Name Zahlungsbeteiligter;IBAN Zahlungsbeteiligter;Verwendungszweck;Betrag;Währung\r\n02.04.2027;Bo Müller;DE89370400440532013000;Bestellung K7PW2MHX;"1.020,00";EUR\r\n03.04.2027;Miete;;April;-700,00;EUR\r\n';
    const bytes = Uint8Array.from(table, (sign) => sign.charCodeAt(0));
    const text = readStatementText(bytes);
    assert.deepEqual(await importStatement(system, event, { text, fileName: 'april.csv' }), {
      outcome: 'imported',
      added: 1,
      known: 0,
      skipped: 1,
      unread: [],
    });
    assert.deepEqual(
      (await open(event)).lines.map(({ amountMinor, payer, bookedOn }) => [amountMinor, payer, bookedOn]),
      [[102000, 'Bo Müller', '2027-04-02']],
    );
  });

  test('whose columns nobody knows asks which they are, and is read as it is told', async () => {
    const event = await makeSale();
    const text = 'wann,was,wieviel\n2027-04-02,K7PW2MHX,20.00\n';
    const asks = await importStatement(system, event, { text, fileName: 'odd.csv' });
    assert.deepEqual(asks, { outcome: 'columns', headers: ['wann', 'was', 'wieviel'], mapping: {} });
    assert.deepEqual(
      await importStatement(system, event, {
        text,
        fileName: 'odd.csv',
        mapping: { date: 0, reference: 1, amount: 2 },
      }),
      { outcome: 'imported', added: 1, known: 0, skipped: 0, unread: [] },
    );
  });

  test('brought in again, in the same or a longer file, by two at once, adds only what is new; two equal transfers of a day are two', async () => {
    const event = await makeSale();
    const twice: Sample[] = [
      { amount: '20.00', reference: 'same' },
      { amount: '20.00', reference: 'same' },
    ];
    const bring = (entries: Sample[]) => importStatement(system, event, { text: camt(entries), fileName: 'again.xml' });
    await Promise.all([bring(twice), bring(twice), bring(twice)]);
    assert.equal((await open(event)).lines.length, 2);
    assert.deepEqual(await bring([...twice, { amount: '7.00', reference: 'more' }]), {
      outcome: 'imported',
      added: 1,
      known: 2,
      skipped: 0,
      unread: [],
    });
  });

  test('as CAMT says amounts with a point, whatever the number of decimals; what the currency does not have is no amount', async () => {
    const event = await makeSale();
    const amounts = ['100.000', '12.5', '7', '1,000.00', '1.005', '-3.00', '2.00000'];
    const brought = await importStatement(system, event, {
      text: camt([...amounts, '0.00'].map((amount) => ({ amount, reference: amount }))),
      fileName: 'm.xml',
    });
    assert.deepEqual(brought, {
      outcome: 'imported',
      added: 4,
      known: 0,
      skipped: 1,
      unread: [
        'Entry 4: “1,000.00” is not an amount in its currency',
        'Entry 5: “1.005” is not an amount in its currency',
        'Entry 6: “-3.00” is not an amount in its currency',
      ],
    });
    assert.deepEqual(
      (await open(event)).lines.map(({ reference, amountMinor }) => [reference, amountMinor]),
      [
        ['100.000', 10000],
        ['12.5', 1250],
        ['7', 700],
        ['2.00000', 200],
      ],
    );
  });

  test('as CAMT with transactions that go the other way brings in those that came', async () => {
    const event = await makeSale();
    const part = (amount: string, sign: string) =>
      `<TxDtls><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${sign}</CdtDbtInd><RmtInf><Ustrd>${amount}</Ustrd></RmtInf></TxDtls>`;
    const entry = (amount: string, ...parts: string[]) =>
      `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2027-04-02</Dt></BookgDt><NtryDtls>${parts.join('')}</NtryDtls></Ntry>`;
    const text = `<Document><BkToCstmrStmt><Stmt>${entry('48.50', part('20.00', 'CRDT'), part('30.00', 'CRDT'), part('1.50', 'DBIT'))}${entry('9.00', part('9.00', 'DBIT'))}</Stmt></BkToCstmrStmt></Document>`;
    assert.deepEqual(await importStatement(system, event, { text, fileName: 'net.xml' }), {
      outcome: 'imported',
      added: 2,
      known: 0,
      skipped: 1,
      unread: ['Entry 2: it says that money came in, but its transaction says that money went out'],
    });
    assert.deepEqual((await open(event)).lines.map(({ amountMinor }) => amountMinor).sort(), [2000, 3000]);
  });

  test('as CSV names the lines whose amount or day cannot be read, and brings in the others', async () => {
    const event = await makeSale();
    const rows = [
      '2027-04-02;20.00;a',
      '2027-04-02;12,3,4;b',
      '2027-02-31;7.00;c',
      '2027-04-02;-5.00;d',
      '2027-04-02;;e',
    ];
    const text = ['Date;Amount;Reference', ...rows, ';8.00;f', ''].join('\n');
    assert.deepEqual(await importStatement(system, event, { text, fileName: 'a.csv' }), {
      outcome: 'imported',
      added: 1,
      known: 0,
      skipped: 2,
      unread: [
        'Line 3: “12,3,4” is not an amount in EUR',
        'Line 4: “2027-02-31” is not a date',
        'Line 7: the date is missing',
      ],
    });
    const mapping = { date: 0, amount: 1 };
    const lost = Array.from({ length: 25 }, () => '2027-04-02;1,2,3;a').join('\n');
    await assert.rejects(
      importStatement(system, event, { text: `Date;Amount;Reference\n${lost}`, fileName: 'b.csv', mapping }),
      {
        name: 'Invalid',
        message:
          /^No payment in this statement can be read\. Line 2: “1,2,3” is not an amount in EUR. .*5 more cannot be read.$/,
      },
    );
    const wide = `Date;Amount;Reference${';x'.repeat(300)}\n${rows.join('\n')}`;
    await assert.rejects(importStatement(system, event, { text: wide, fileName: 'w.csv' }), {
      name: 'Invalid',
      message: 'Line 1 has 303 columns; at most 256 are expected. Download the file again.',
    });
  });

  test('that is hostile or no statement is refused', async () => {
    const event = await makeSale();
    const bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><Document>&a;</Document>';
    const deep = '<a>'.repeat(500);
    for (const text of [bomb, deep, '<Document/>', '<html></html>', 'hello', '', camt([])])
      await assert.rejects(importStatement(system, event, { text, fileName: 'x' }), Invalid);
    assert.throws(() => readStatementText(new Uint8Array(6 * 1024 * 1024)), Invalid);
    assert.equal((await open(event)).lines.length, 0);
  });
});

describe('booking', () => {
  test('what is sure books only that, once, also when two do it at once', async () => {
    const event = await makeSale();
    const [one, two] = [await place(event, 'Ada Lind'), await place(event, 'Bo Wren')];
    await importStatement(system, event, {
      text: camt([
        { amount: '20.00', reference: `Order ${one.code}` },
        { amount: '15.00', reference: two.code },
        { amount: '3.00', reference: 'coffee', payer: 'Cora' },
      ]),
      fileName: 'm.xml',
    });
    assert.deepEqual(
      (await open(event)).lines.map(({ proposal }) => proposal?.certainty ?? null),
      ['sure', 'likely', null],
    );
    const counts = await Promise.all([acceptSureLines(system, event), acceptSureLines(system, event)]);
    assert.deepEqual([counts[0].booked + counts[1].booked, counts[0].left, counts[1].left], [1, 0, 0]);
    assert.deepEqual(
      [await state(one), await state(two)],
      [
        ['paid', 2000],
        ['pending-payment', 0],
      ],
    );
    const [entry] = await listLedger(system, one);
    assert.equal(entry && new Date(entry.paidAt).toISOString(), '2027-04-02T11:00:00.000Z', 'noon in Lisbon');
  });

  test('what is sure goes on where something goes wrong with one, which stays open', async () => {
    const event = await makeSale();
    const [one, two] = [await place(event, 'Ada Lind'), await place(event, 'Bo Wren')];
    await importStatement(system, event, {
      text: camt([one, two].map(({ code }) => ({ amount: '20.00', reference: code }))),
      fileName: 'm.xml',
    });
    const mend = await refuseRows(db, 'payments', one);
    assert.deepEqual(
      [await acceptSureLines(system, event), await state(one), await state(two)],
      [{ booked: 1, left: 0 }, ['pending-payment', 0], ['paid', 2000]],
    );
    await mend();
    assert.deepEqual(
      [await acceptSureLines(system, event), await state(one)],
      [{ booked: 1, left: 0 }, ['paid', 2000]],
    );
  });

  test('what was sure is left where somebody noted that money meanwhile, or put the credit aside', async () => {
    const event = await makeSale();
    const [one, two] = [await place(event, 'Ada Lind'), await place(event, 'Bo Wren')];
    await importStatement(system, event, {
      text: camt([one, two].map(({ code }) => ({ amount: '20.00', reference: code }))),
      fileName: 'm.xml',
    });
    const sure = await listSureLines(system, event);
    assert.deepEqual(sure.map(({ code }) => code).sort(), [one.code, two.code].sort());
    await markPaid(system, one, {
      amountMinor: 2000,
      method: 'bank-transfer',
      paidAt: Date.now(),
      note: '',
      key: 'by-hand',
    });
    await ignoreLine(system, event, { lineId: sure.find(({ code }) => code === two.code)?.lineId ?? 0, ignored: true });
    for (const line of sure) assert.equal(await acceptLine(system, event, line, { onlySure: true }), 'repeated');
    assert.deepEqual(
      [await state(one), await state(two)],
      [
        ['paid', 2000],
        ['pending-payment', 0],
      ],
    );
  });

  test('what is sure is found behind whatever else the account got, and of two transfers for one order the first is booked', async () => {
    const event = await makeSale();
    const order = await place(event, 'Ada Lind');
    const rents = Array.from({ length: LINES_SHOWN + 1 }, (_, at): Sample => ({
      amount: '700.00',
      reference: `Rent ${at}`,
      date: '2027-05-01',
    }));
    const twice = ['2027-04-02', '2027-04-03'].map((date): Sample => ({
      amount: '20.00',
      reference: order.code,
      date,
    }));
    await importStatement(system, event, { text: camt([...rents, ...twice]), fileName: 'm.xml' });
    const { lines } = await open(event);
    assert.deepEqual(
      [lines.length, lines.slice(0, 3).map(({ proposal }) => proposal?.certainty ?? null)],
      [LINES_SHOWN, ['sure', 'sure', null]],
    );
    assert.deepEqual(await acceptSureLines(system, event), { booked: 1, left: 0 });
    assert.deepEqual(await state(order), ['paid', 2000]);
    assert.deepEqual(
      (await open(event)).lines.slice(0, 2).map(({ bookedOn, proposal }) => [bookedOn, proposal?.certainty ?? null]),
      [
        ['2027-04-03', 'likely'],
        ['2027-05-01', null],
      ],
    );
  });

  test('more than one waits for is begun at once and ended by jobs, in the name of who pressed; what comes meanwhile is left', async () => {
    const event = await makeSale();
    const orders: OrderScope[] = [];
    for (let n = 0; n < 30; n += 1) orders.push(await place(event, `Buyer ${n}`));
    const paid = async (): Promise<number> =>
      (await Promise.all(orders.map(state))).filter(([now]) => now === 'paid').length;
    await importStatement(system, event, {
      text: camt(orders.slice(0, 29).map(({ code }) => ({ amount: '20.00', reference: code }))),
      fileName: 'm.xml',
    });
    const team = { ...system, actor: { kind: 'system', name: 'Ada Lind' } } as const;
    assert.deepEqual(
      [await acceptSureLines(team, event), await paid(), await findBooking(system, event)],
      [{ booked: 25, left: 4 }, 25, { looked: 25, total: 29 }],
    );
    await importStatement(system, event, {
      text: camt([{ amount: '20.00', reference: orders[29]?.code ?? '' }]),
      fileName: 'later.xml',
    });
    assert.deepEqual(await acceptSureLines(team, event), { booked: 0, left: 0 }, 'pressed again while it runs');
    await drainJobs(system, [BOOK_CREDITS_QUEUE]);
    assert.deepEqual(
      [await paid(), await findBooking(system, event), (await open(event)).counts],
      [29, undefined, { open: 1, booked: 29, ignored: 0 }],
    );
    assert.deepEqual(
      (await Promise.all(orders.slice(0, 29).map((order) => listLedger(system, order)))).map((entries) =>
        entries.map(({ by }) => by),
      ),
      orders.slice(0, 29).map(() => ['Ada Lind']),
    );
    assert.deepEqual(await acceptSureLines(team, event), { booked: 1, left: 0 });
  });

  test('one credit to the order that somebody names is done once; taken back, it waits again', async () => {
    const event = await makeSale();
    const order = await place(event, 'Ada Lind');
    await importStatement(system, event, {
      text: camt([{ amount: '20.00', reference: 'no code' }]),
      fileName: 'm.xml',
    });
    const lineId = (await open(event)).lines[0]?.id ?? 0;
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => acceptLine(system, event, { lineId, code: order.code.toLowerCase() })),
    );
    assert.deepEqual(outcomes.sort(), ['completed', 'repeated', 'repeated']);
    assert.deepEqual((await open(event)).counts, { open: 0, booked: 1, ignored: 0 });
    const [payment] = await listLedger(system, order);
    await revokeMark(system, order, { paymentId: payment?.id ?? 0 });
    assert.deepEqual((await open(event)).counts, { open: 1, booked: 0, ignored: 0 });
    assert.equal(
      await acceptLine({ ...system, now: system.now + 1 }, event, { lineId, code: order.code }),
      'completed',
    );
  });

  test('what is for no order is put aside and taken up again', async () => {
    const event = await makeSale();
    await importStatement(system, event, { text: camt([{ amount: '1.00', reference: 'rent' }]), fileName: 'm.xml' });
    const lineId = (await open(event)).lines[0]?.id ?? 0;
    await ignoreLine(system, event, { lineId, ignored: true });
    assert.deepEqual((await open(event)).counts, { open: 0, booked: 0, ignored: 1 });
    await ignoreLine(system, event, { lineId, ignored: false });
    assert.equal((await open(event)).lines.length, 1);
  });

  test('reaches neither credits nor orders of another event', async () => {
    const [event, other] = [await makeSale(), await makeSale()];
    const theirs = await place(other, 'Ada Lind');
    await importStatement(system, event, {
      text: camt([{ amount: '20.00', reference: theirs.code }]),
      fileName: 'm.xml',
    });
    const [line] = (await open(event)).lines;
    assert.equal(line?.proposal, null);
    await assert.rejects(acceptLine(system, event, { lineId: line?.id ?? 0, code: theirs.code }), NotFound);
    await assert.rejects(acceptLine(system, other, { lineId: line?.id ?? 0, code: theirs.code }), NotFound);
    await assert.rejects(ignoreLine(system, other, { lineId: line?.id ?? 0, ignored: true }), NotFound);
    assert.deepEqual(await state(theirs), ['pending-payment', 0]);
    assert.equal(
      (await db.selectFrom('payments').select('id').where('orderId', '=', theirs.orderId).execute()).length,
      0,
    );
  });
});
