import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { creditTransferText } from './credit-transfer-code.ts';
import { isIban, showIban, tidyIban } from './iban.ts';
import { proposeMethod } from './payment-form.ts';
import { balanceOf, BLANK_SETTINGS, blankMethod, dueAtOf, isOffered, type MethodSettings, noonOf } from './payment.ts';
import { isByHand } from './hand-methods.ts';

const DAY = 86_400_000;
const transfer = BLANK_SETTINGS.methods[0] as MethodSettings;

describe('an IBAN', () => {
  test('is taken with spaces and small letters, and shown in fours', () => {
    assert.equal(tidyIban(' de89 3704 0044 0532 0130 00 '), 'DE89370400440532013000');
    assert.equal(showIban('DE89370400440532013000'), 'DE89 3704 0044 0532 0130 00');
    assert.deepEqual(
      ['DE89370400440532013000', 'GB82WEST12345698765432', 'NO9386011117947', 'MT84MALT011000012345MTLCAST001S'].map(
        isIban,
      ),
      [true, true, true, true],
    );
  });

  test('with two digits exchanged, a digit wrong or missing is refused', () => {
    assert.deepEqual(
      [
        'DE98370400440532013000',
        'DE89370400440532013001',
        'DE8937040044053201300',
        'DE89',
        '',
        'DE893704004405320130000',
      ].map(isIban),
      [false, false, false, false, false, false],
    );
  });
});

describe('a way to pay', () => {
  const situation = { totalMinor: 2000, startsAt: 100 * DAY, now: 50 * DAY };
  test('is offered where it is on, from its amount on, until so many days before the event', () => {
    const on = { ...transfer, enabled: true, fromMinor: 2000, untilDays: 7 };
    const offered = [on, { ...on, enabled: false }, { ...on, fromMinor: 2001 }].map((method) =>
      isOffered(method, situation),
    );
    assert.deepEqual(offered, [true, false, false]);
    assert.deepEqual(
      [93 * DAY - 1, 93 * DAY].map((now) => isOffered(on, { ...situation, now })),
      [true, false],
    );
    assert.equal(isOffered({ ...on, untilDays: null }, { ...situation, now: 99 * DAY }), true);
    assert.equal(isOffered({ ...on, untilDays: null }, { ...situation, now: 101 * DAY }), true);
  });

  test('is due at the end of a day in the event’s zone, over a change of the clocks and the end of a year, and at the event never before', () => {
    const due = (now: string, timeZone: string, dueDays = 10) =>
      dueAtOf({ ...transfer, dueDays }, { now: Date.parse(now), timeZone });
    assert.equal(due('2027-03-20T09:00:00Z', 'Europe/Berlin'), Date.parse('2027-03-30T23:59:59+02:00'));
    assert.equal(due('2027-10-30T22:30:00Z', 'Europe/Berlin', 0), Date.parse('2027-10-31T23:59:59+01:00'));
    assert.equal(due('2027-12-30T23:30:00Z', 'Pacific/Auckland', 1), Date.parse('2028-01-01T23:59:59+13:00'));
    assert.equal(dueAtOf({ ...transfer, method: 'on-site', dueDays: 10 }, { now: 5 * DAY, timeZone: 'UTC' }), null);
    assert.equal(dueAtOf({ ...transfer, dueDays: null }, { now: 5 * DAY, timeZone: 'UTC' }), null);
  });
});

test('an event begins without any way to pay, and with days for each that has some', () => {
  assert.deepEqual(
    {
      ...BLANK_SETTINGS,
      methods: BLANK_SETTINGS.methods.map(({ method, dueDays, untilDays }) => [method, dueDays, untilDays]),
    },
    {
      accountHolder: '',
      iban: '',
      bic: '',
      expireDays: 7,
      methods: [
        ['bank-transfer', 10, 7],
        ['invoice', 14, 14],
        ['on-site', null, null],
        ['cheque', 14, 14],
      ],
    },
  );
  for (const { enabled, instructions, fromMinor } of [...BLANK_SETTINGS.methods, blankMethod('card')])
    assert.deepEqual([enabled, instructions, fromMinor], [false, '', 0]);
  assert.deepEqual(blankMethod('card'), {
    method: 'card',
    enabled: false,
    instructions: '',
    dueDays: null,
    fromMinor: 0,
    untilDays: null,
  });
});

test('a way to pay is by hand or a provider’s', () => {
  assert.deepEqual(['bank-transfer', 'invoice', 'on-site', 'card', ''].map(isByHand), [true, true, true, false, false]);
});

test('money moved at noon of a day in the event’s zone; what is no day is none', () => {
  assert.equal(noonOf('2027-05-08', 'Europe/Berlin'), Date.parse('2027-05-08T12:00:00+02:00'));
  assert.deepEqual(
    ['2027-02-30', '27-05-08', '2027-5-8', '2027-05-08 ', ' 2027-05-08', '8.5.2027', ''].map((day) =>
      noonOf(day, 'UTC'),
    ),
    Array(7).fill(undefined),
  );
});

test('what is outstanding and what is too much never both stand', () => {
  assert.deepEqual(balanceOf({ totalMinor: 1000, paidMinor: 400, refundedMinor: 0 }), {
    outstandingMinor: 600,
    overMinor: 0,
  });
  assert.deepEqual(balanceOf({ totalMinor: 1000, paidMinor: 1500, refundedMinor: 200 }), {
    outstandingMinor: 0,
    overMinor: 300,
  });
  assert.deepEqual(balanceOf({ totalMinor: 1000, paidMinor: 1000, refundedMinor: 0 }), {
    outstandingMinor: 0,
    overMinor: 0,
  });
});

test('one tap less: the only way to pay is chosen already, or the first in which one pays at once; otherwise none is', () => {
  const [card, till, transfer, invoice] = [
    { method: 'card', online: true },
    { method: 'till', online: true },
    { method: 'bank-transfer', online: false },
    { method: 'invoice', online: false },
  ];
  assert.deepEqual([[transfer], [transfer, card, till], [card, invoice], [transfer, invoice], []].map(proposeMethod), [
    'bank-transfer',
    'card',
    'card',
    '',
    '',
  ]);
});

describe('the square for banking apps', () => {
  const given = {
    holder: 'Lantern  Society',
    iban: 'DE89370400440532013000',
    bic: '',
    amountMinor: 1205,
    currency: 'EUR',
    reference: 'K7PW2MHX',
  };
  test('says holder, account, amount and reference line by line', () => {
    assert.equal(
      creditTransferText(given),
      'BCD\n002\n1\nSCT\n\nLantern Society\nDE89370400440532013000\nEUR12.05\n\n\nK7PW2MHX',
    );
  });
  test('is for euros only', () => {
    assert.equal(creditTransferText({ ...given, currency: 'SEK' }), undefined);
    assert.equal(creditTransferText({ ...given, amountMinor: 0 }), undefined);
  });
});
