import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EVENT_STATES } from '#features/events/event.ts';
import { DEFAULT_RULES, isValidOrder, refuseCancelling, refuseNames, refuseTransfer } from './after-sale.ts';
import { ORDER_STATES, ticketsAreValid } from './order.ts';
import {
  decideOrderPage,
  decideStatuses,
  decideTicketPage,
  ORDER_ACTS,
  ORDER_HEADINGS,
  ORDER_LEADS,
  ORDER_NOTICES,
  ORDER_STATUSES,
  type OrderFacts,
} from './order-page.ts';

const NOW = Date.UTC(2027, 4, 1);
const DAY = 86_400_000;
const RULES = [
  { ...DEFAULT_RULES, cancelPaid: true },
  { ...DEFAULT_RULES, cancelPaid: true, keepMinor: 500 },
  { ...DEFAULT_RULES, cancelFree: false, transfers: false, namesHours: 24 * 90 },
];
const TIMES = { coming: 30, running: -1, over: -4 };
const TICKETS = [
  { own: 2, passedOn: 0 },
  { own: 1, passedOn: 1 },
  { own: 0, passedOn: 2 },
  { own: 0, passedOn: 0 },
];
/** Of 50: nothing, a part, all; nothing of it, a part, all back, sent or only promised. */
const MONEY = [
  { totalMinor: 0, paidMinor: 0, refundedMinor: 0, refundOpenMinor: 0 },
  { totalMinor: 5000, paidMinor: 0, refundedMinor: 0, refundOpenMinor: 0 },
  { totalMinor: 5000, paidMinor: 2000, refundedMinor: 0, refundOpenMinor: 0 },
  { totalMinor: 5000, paidMinor: 5000, refundedMinor: 0, refundOpenMinor: 0 },
  { totalMinor: 5000, paidMinor: 5000, refundedMinor: 2500, refundOpenMinor: 2500 },
  { totalMinor: 5000, paidMinor: 5000, refundedMinor: 5000, refundOpenMinor: 2000 },
  { totalMinor: 5000, paidMinor: 5000, refundedMinor: 5000, refundOpenMinor: 0 },
];
const WAYS = [
  { paymentMethod: 'bank-transfer', online: 'no' },
  { paymentMethod: 'on-site', online: 'no' },
  { paymentMethod: 'till', online: 'bank' },
  { paymentMethod: 'till', online: 'team' },
] as const;

type Choices = { [name: string]: readonly unknown[] };

/** Every combination of one of each. */
function* productOf<C extends Choices>(choices: C): Generator<{ [Name in keyof C]: C[Name][number] }> {
  const names = Object.keys(choices);
  const count = names.reduce((all, name) => all * (choices[name] ?? []).length, 1);
  for (let at = 0; at < count; at += 1) {
    let rest = at;
    const chosen = names.map((name) => {
      const some = choices[name] ?? [];
      const one = some[rest % some.length];
      rest = Math.floor(rest / some.length);
      return [name, one];
    });
    yield Object.fromEntries(chosen);
  }
}

const ALL = {
  state: ORDER_STATES,
  eventState: EVENT_STATES,
  startsIn: Object.values(TIMES),
  tickets: TICKETS,
  money: MONEY,
  way: WAYS,
  rules: RULES,
  mail: ['sent', 'soon', 'late', 'failed', 'kept'] as const,
  more: [true, false],
};

/** Every order that there can be, and many that there cannot. */
function* allFacts(): Generator<OrderFacts> {
  for (const { eventState, startsIn, money, way, more, ...facts } of productOf(ALL)) {
    const startsAt = NOW + startsIn * DAY;
    const { paidMinor, refundedMinor } = money;
    yield {
      ...facts,
      ...money,
      ...way,
      now: NOW,
      isPlaced: facts.state !== 'reserved' && (more || isValidOrder(facts.state)),
      heldUntil: facts.state === 'reserved' ? NOW + (more ? 1 : -1) * 60_000 : null,
      dueAt: more ? NOW - DAY : NOW + DAY,
      hasOtherWay: more,
      keptMinor: Math.min(facts.rules.keepMinor, paidMinor - refundedMinor),
      event: { state: eventState, startsAt, endsAt: startsAt + 3 * DAY },
    };
  }
}

/** Calls `check` for each of them; a failure says of which. */
function forAll(check: (facts: OrderFacts, page: ReturnType<typeof decideOrderPage>) => boolean, about: string): void {
  let count = 0;
  for (const facts of allFacts()) {
    count += 1;
    const page = decideOrderPage(facts);
    if (!check(facts, page)) assert.fail(`${about}: ${JSON.stringify({ facts, page }, null, 1)}`);
  }
  assert.equal(count, 8 * 3 * 3 * 4 * 7 * 4 * 3 * 5 * 2);
}

const isOver = ({ event, now }: OrderFacts): boolean => now >= event.endsAt;
const moneyOf = ({ paidMinor, refundedMinor }: OrderFacts): number => paidMinor - refundedMinor;

describe('over all states of an order and its event', () => {
  test('nobody reads that they are in, and sees a code, who is not in', () => {
    forAll((facts, page) => {
      const isIn =
        ticketsAreValid(facts.state, facts.paymentMethod) &&
        facts.tickets.own > 0 &&
        facts.event.state !== 'cancelled' &&
        !isOver(facts);
      return (
        page.letsIn === isIn &&
        (page.lead !== 'in' || isIn) &&
        (page.heading !== 'tickets' || isIn) &&
        (page.tone !== 'good' || isIn)
      );
    }, 'says "in"');
  });

  test('who ordered for an event that is cancelled reads that first, and is asked for nothing', () => {
    forAll((facts, page) => {
      if (facts.event.state !== 'cancelled')
        return page.heading !== 'event-cancelled' && !page.notices.some(({ name }) => name === 'event-cancelled');
      const asks = page.acts.some((act) => !['cancel-order', 'cancel-ticket'].includes(act));
      return (
        page.heading === 'event-cancelled' &&
        page.tone === 'bad' &&
        page.notices[0]?.name === 'event-cancelled' &&
        page.lead === null &&
        page.primary === null &&
        !asks
      );
    }, 'cancelled event');
  });

  test('nothing is offered that would be refused', () => {
    forAll((facts, { acts }) => {
      const timing = {
        state: facts.state,
        moneyMinor: moneyOf(facts),
        startsAt: facts.event.startsAt,
        now: facts.now,
      };
      const isOnSale = facts.event.state === 'published' && !isOver(facts);
      const hasOwn = facts.tickets.own > 0;
      const allowed: Record<(typeof ORDER_ACTS)[number], boolean> = {
        'go-on': facts.state === 'reserved' && (facts.heldUntil ?? 0) > facts.now && isOnSale,
        again:
          (facts.state === 'expired' || (facts.state === 'reserved' && (facts.heldUntil ?? 0) <= facts.now)) &&
          isOnSale,
        'choose-again': !isValidOrder(facts.state) && isOnSale,
        pay: facts.state === 'pending-payment' && facts.online === 'no' && facts.totalMinor > moneyOf(facts),
        'pay-otherwise':
          facts.state === 'pending-payment' &&
          facts.online === 'no' &&
          moneyOf(facts) === 0 &&
          isOnSale &&
          facts.hasOtherWay,
        download: ticketsAreValid(facts.state, facts.paymentMethod) && hasOwn,
        calendar: facts.event.state === 'published',
        names: hasOwn && refuseNames(facts.rules, timing) === undefined,
        'pass-on': hasOwn && refuseTransfer(facts.rules, timing) === undefined && facts.event.state === 'published',
        'cancel-ticket': hasOwn && refuseCancelling(facts.rules, timing) === undefined,
        'cancel-order': hasOwn && facts.tickets.passedOn === 0 && refuseCancelling(facts.rules, timing) === undefined,
      };
      return acts.every((act) => allowed[act]);
    }, 'offers what is refused');
  });

  test('the main button is one of what is offered, and who may not cancel the order reads why or has nothing to cancel', () => {
    forAll((facts, { acts, primary, noCancelling }) => {
      const isSilent = facts.event.state === 'cancelled' || isOver(facts);
      const isExplained =
        noCancelling !== null ||
        acts.includes('cancel-order') ||
        !isValidOrder(facts.state) ||
        facts.tickets.own === 0 ||
        isSilent;
      return (
        (primary === null || acts.includes(primary)) &&
        isExplained &&
        !(noCancelling !== null && acts.includes('cancel-order'))
      );
    }, 'main button');
  });

  test('money that went or goes back is told and stands below the total, and the lines add up', () => {
    forAll((facts, { money, notices }) => {
      const of = (name: string): number | undefined => money.find((line) => line.name === name)?.minor;
      const doneMinor = facts.refundedMinor - facts.refundOpenMinor;
      const amountOf = (name: string): number => notices.find((notice) => notice.name === name)?.amountMinor ?? 0;
      if (amountOf('refund-open') !== facts.refundOpenMinor || amountOf('refund-done') !== doneMinor) return false;
      if (facts.refundedMinor > 0)
        return (
          (of('refund-open') ?? 0) === facts.refundOpenMinor &&
          (of('refund-done') ?? 0) === doneMinor &&
          of('kept') === moneyOf(facts) &&
          of('paid') === facts.paidMinor
        );
      return of('owed') === undefined || (of('owed') ?? 0) + (of('paid') ?? 0) === facts.totalMinor;
    }, 'money');
  });

  test('nobody is told to pay whose money is on its way, came, or is not owed any more', () => {
    forAll((facts, { heading, acts }) => {
      const owes =
        facts.state === 'pending-payment' &&
        facts.online === 'no' &&
        facts.totalMinor > moneyOf(facts) &&
        facts.event.state !== 'cancelled';
      return owes || (heading !== 'pay' && !acts.includes('pay') && !acts.includes('pay-otherwise'));
    }, 'asks for money');
  });

  test('nobody reads that a mail was written that was not', () => {
    forAll(({ mail, state }, { mailLine, notices }) => {
      if (mailLine !== null && (mailLine !== mail || !isValidOrder(state))) return false;
      return notices.every(({ name }) => !name.startsWith('mail-') || name === `mail-${mail}`);
    }, 'mail');
  });

  test('a list of orders says how each stands as its page does', () => {
    forAll((facts, { statuses }) => JSON.stringify(decideStatuses(facts)) === JSON.stringify(statuses), 'list');
  });

  test('every heading, word, message, lead and act comes about somewhere', () => {
    const seen = {
      headings: new Set<string>(),
      statuses: new Set<string>(),
      notices: new Set<string>(),
      leads: new Set<string>(),
      acts: new Set<string>(),
    };
    for (const facts of allFacts()) {
      const page = decideOrderPage(facts);
      seen.headings.add(page.heading);
      for (const status of page.statuses) seen.statuses.add(status);
      for (const { name } of page.notices) seen.notices.add(name);
      if (page.lead) seen.leads.add(page.lead);
      for (const act of page.acts) seen.acts.add(act);
    }
    const sorted = (names: Iterable<string>): string[] => [...names].sort();
    assert.deepEqual(
      Object.values(seen).map(sorted),
      [ORDER_HEADINGS, ORDER_STATUSES, ORDER_NOTICES, ORDER_LEADS, ORDER_ACTS].map(sorted),
    );
  });
});

const PAID: OrderFacts = {
  now: NOW,
  state: 'paid',
  heldUntil: null,
  isPlaced: true,
  paymentMethod: 'bank-transfer',
  online: 'no',
  totalMinor: 5000,
  paidMinor: 5000,
  refundedMinor: 0,
  refundOpenMinor: 0,
  dueAt: null,
  tickets: { own: 2, passedOn: 0 },
  keptMinor: 0,
  rules: RULES[0] ?? DEFAULT_RULES,
  hasOtherWay: false,
  event: { state: 'published', startsAt: NOW + 30 * DAY, endsAt: NOW + 31 * DAY },
  mail: 'sent',
};

describe('the page of an order', () => {
  test('that is paid shows its tickets and everything that can be done', () => {
    assert.deepEqual(decideOrderPage(PAID), {
      heading: 'tickets',
      tone: 'good',
      statuses: ['paid'],
      notices: [],
      lead: 'all-paid',
      mailLine: 'sent',
      letsIn: true,
      primary: 'download',
      acts: ['download', 'calendar', 'names', 'pass-on', 'cancel-ticket', 'cancel-order'],
      noCancelling: null,
      money: [],
    });
  });

  test('whose tickets are all somebody else’s or given up shows what went back, and no way that is closed', () => {
    const page = decideOrderPage({
      ...PAID,
      state: 'partly-refunded',
      refundedMinor: 2500,
      refundOpenMinor: 2500,
      tickets: { own: 0, passedOn: 1 },
    });
    assert.deepEqual(page, {
      heading: 'passed-on',
      tone: 'info',
      statuses: ['partly-refunded', 'passed-on'],
      lead: 'all-passed-on',
      mailLine: null,
      letsIn: false,
      acts: [],
      notices: [{ name: 'refund-open', kind: 'info', text: 'refund-open', amountMinor: 2500 }],
      primary: null,
      noCancelling: null,
      money: [
        { name: 'paid', minor: 5000 },
        { name: 'refund-open', minor: 2500 },
        { name: 'kept', minor: 2500 },
      ],
    });
  });

  test('to be paid at an event that is cancelled asks for nothing', () => {
    const event = { ...PAID.event, state: 'cancelled' as const };
    const page = decideOrderPage({ ...PAID, state: 'pending-payment', paymentMethod: 'on-site', paidMinor: 0, event });
    assert.deepEqual(
      [page.heading, page.statuses, page.notices[0]?.text, page.acts],
      ['event-cancelled', ['event-cancelled'], 'event-cancelled-unpaid', []],
    );
  });

  test('of an event that is cancelled lets its buyer take the money back by themselves only where nothing of it is kept', () => {
    const event = { ...PAID.event, state: 'cancelled' as const };
    assert.deepEqual(decideOrderPage({ ...PAID, event }).acts, ['cancel-ticket', 'cancel-order']);
    assert.deepEqual(decideOrderPage({ ...PAID, event, keptMinor: 500 }).acts, []);
  });
});

test('the page of a ticket says what holds of its event before it says whose it is', () => {
  const event = PAID.event;
  const heading = (isValid: boolean, more: object): string =>
    decideTicketPage({ isValid, now: NOW, event: { ...event, ...more } }).heading;
  assert.deepEqual(
    [
      heading(true, {}),
      heading(false, {}),
      heading(true, { state: 'cancelled' }),
      heading(false, { state: 'cancelled' }),
      heading(true, { endsAt: NOW }),
    ],
    ['ticket', 'not-valid', 'event-cancelled', 'event-cancelled', 'over'],
  );
  assert.deepEqual(decideTicketPage({ isValid: true, now: NOW, event: { ...event, state: 'draft' } }), {
    heading: 'ticket',
    letsIn: true,
    isPublic: false,
  });
});
