/**
 * What is at the ends of what may be said is read back as it was written, in the same transaction, for every kind of
 * record.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { z } from 'zod';
// Receivers take part.
import '#entry/features.ts';
import { basicsFields } from '#features/events/event-form.ts';
import { EVENT_TOPICS } from '#features/events/event-types.ts';
import { basicsForm, EVENT_LIMITS, extrasForm } from '#features/events/server/inputs.ts';
import { systemEventScope, type EventScope } from '#features/events/server/policy.ts';
import { getBasics, getExtras } from '#features/events/server/load-managed-event.ts';
import { updateBasics } from '#features/events/server/update-basics.ts';
import { updateExtras } from '#features/events/server/update-extras.ts';
import { organizerForm } from '#features/organizers/server/inputs.ts';
import { getOrganizerSettings } from '#features/organizers/server/queries.ts';
import { updateOrganizer } from '#features/organizers/server/update-organizer.ts';
import { answerQuestions } from '#features/questions/server/answer-questions.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { QUESTION_LIMITS } from '#features/questions/question.ts';
import { questionEntries } from '#features/questions/question-form.ts';
import { createQuestion } from '#features/questions/server/create-question.ts';
import { questionForm } from '#features/questions/server/inputs.ts';
import { listOrderEntries, listQuestions, pickQuestion } from '#features/questions/server/queries.ts';
import { createHeading } from '#features/tickets/server/create-heading.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { headingForm, quotaForm, ticketTypeForm } from '#features/tickets/server/inputs.ts';
import { getHeading, getQuota, getTicketType } from '#features/tickets/server/queries.ts';
import { BLANK_TICKET, TICKET_LIMITS } from '#features/tickets/ticket.ts';
import { ticketEntries } from '#features/tickets/ticket-form.ts';
import type { Ctx } from '#platform/ctx.ts';
import { amountText } from '#platform/money.ts';
import { transact } from '#platform/transact.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { setBareRuntime } from '#testing/bare-runtime.ts';
import { createTestDatabase } from '#testing/database.ts';
import { strongKey } from '#testing/strong-key.ts';
import { NOUN_FACTS, NOUNS } from '../nouns.ts';
import type { FormField } from '#platform/records/field.ts';
import { recordSchema } from './inputs.ts';
import { getRecord, loadChoices } from './queries.ts';
import { updateRecords } from './update-records.ts';
import { translator } from '#platform/i18n/translate.ts';

const database = await createTestDatabase();
const { ctx } = database;
setBareRuntime(database);
const system = ctx();
const organizer = await makeOrganizer(system);
const MONEY = { currency: 'EUR', timeZone: 'America/New_York' };

/**
 * Texts as long as they may be: astral characters, whatever is cut in the middle of one; marks that combine; right to
 * left; lines of tables and markup.
 */
function longest(length: number): string[] {
  const fill = (seed: string, before = ''): string =>
    (before + seed.repeat(Math.ceil(length / seed.length) + 1))
      .slice(0, length)
      .toWellFormed()
      .replaceAll('\ufffd', '.');
  return [
    fill('😀'),
    fill('😀', 'a'),
    fill('e\u0301\u0323'),
    fill('\u202eمؤتمر\u202c'),
    fill('𠮷ü'),
    fill(`<b>'"&;=1+1\\`),
    'x',
  ];
}

/** The first and the last minute that can be typed there. */
const FIRST = '1970-01-02T00:00';
const LAST = '2200-12-30T18:59';

async function kept<T>(work: (ctx: Ctx, event: EventScope) => Promise<T>): Promise<T> {
  const event = await makeEvent(system, organizer, { timeZone: MONEY.timeZone, published: false });
  return transact(ctx(), async (ctx) => work(ctx, await systemEventScope(ctx, event.eventId)));
}

const parse = <S extends z.ZodType>(schema: S, entries: Record<string, string>): z.output<S> => schema.parse(entries);

const value = (field: FormField, text: number): string => {
  const { name, kind, max = 200 } = field;
  if (kind === 'line' || kind === 'area') return longest(max)[text]?.trim() ?? 'x';
  if (kind === 'whole') return String(text % 2 === 0 ? max : (field.least ?? 0));
  if (kind === 'code') return 'A'.repeat(max);
  if (kind === 'choice') return field.options?.at(-1)?.value ?? '';
  // The last choice is an amount, so a percentage is none.
  if (kind === 'percent') return field.shown ? '' : '100';
  if (kind === 'money') return amountText(TICKET_LIMITS.priceMinor, MONEY.currency);
  if (kind === 'time') return name === 'startsAt' ? FIRST : LAST;
  if (kind === 'check') return 'on';
  if (kind === 'color') return '#ffffff';
  if (kind === 'state') return 'withdrawn';
  if (kind === 'address') return `https://example.org/${'a'.repeat(1900)}`;
  if (kind === 'email') return `${'a'.repeat(180)}@example.org`;
  return '';
};

describe('of the nouns that declare their fields', () => {
  for (const noun of NOUNS) {
    test(`the longest and largest of ${NOUN_FACTS[noun].many} are as they were written`, async () => {
      for (const text of longest(1).keys()) {
        const entries = Object.fromEntries(NOUN_FACTS[noun].fields.map((field) => [field.name, value(field, text)]));
        const read = await kept(async (ctx, event) => {
          const place = { ...MONEY, t: translator('en'), choices: await loadChoices(ctx, event, noun, true) };
          const { created } = await updateRecords(ctx, event, noun, {
            create: [parse(recordSchema(noun, place), entries)],
          });
          return (await getRecord(ctx, event, noun, place, created[0] as number)).entries;
        });
        assert.deepEqual(read, entries, `text ${text}`);
      }
    });
  }
});

describe('of what is sold', () => {
  test('ticket types are as they were written', async () => {
    for (const name of longest(TICKET_LIMITS.name)) {
      const description = longest(TICKET_LIMITS.description)[longest(TICKET_LIMITS.name).indexOf(name)] ?? '';
      const largest = {
        name,
        description,
        kind: 'donation',
        price: '10000000',
        suggested: '10000000',
        quantity: '1000000',
        minimumPerOrder: '1',
        maximumPerOrder: '100',
        maximumPerPerson: '1000000',
        saleStartsAt: FIRST,
        saleEndsAt: LAST,
        visibility: 'code',
      };
      const least = {
        ...largest,
        kind: 'free',
        price: '',
        suggested: '',
        quantity: '0',
        maximumPerOrder: '1',
        maximumPerPerson: '1',
      };
      for (const entries of [largest, least]) {
        const values = parse(ticketTypeForm(MONEY), entries);
        const read = await kept(
          async (ctx, event) =>
            (await getTicketType(ctx, event, (await createTicketType(ctx, event, values)).number)).values,
        );
        assert.deepEqual(read, values);
        assert.deepEqual(parse(ticketTypeForm(MONEY), ticketEntries(read, MONEY)), values);
      }
    }
  });

  test('headings and quotas are as they were written', async () => {
    for (const name of longest(TICKET_LIMITS.name)) {
      const heading = parse(headingForm, { name, description: longest(TICKET_LIMITS.description)[0] ?? '' });
      const quota = parse(quotaForm, { name, size: '1000000' });
      await kept(async (ctx, event) => {
        const { number, name, description } = await getHeading(
          ctx,
          event,
          (await createHeading(ctx, event, heading)).number,
        );
        assert.deepEqual({ name, description }, heading, String(number));
        const {
          name: quotaName,
          size,
          types,
        } = await getQuota(ctx, event, (await createQuota(ctx, event, quota)).number);
        assert.deepEqual({ name: quotaName, size, types }, quota);
      });
    }
  });
});

describe('of an event and its organizer', () => {
  test('what is said of an event is as it was written', async () => {
    for (const [at, name] of longest(EVENT_LIMITS.name).entries()) {
      const line = longest(EVENT_LIMITS.line)[at]?.trim() ?? '';
      const basics = {
        type: 'Conference',
        topic: EVENT_TOPICS[0]?.name ?? '',
        name: name.trim(),
        subtitle: line,
        slug: `ends-${'a'.repeat(50)}-${at}`,
        starts: FIRST,
        ends: LAST,
        timeZone: MONEY.timeZone,
        locationName: line,
        city: line,
        mapLink: '-90, 180',
        onlineUrl: `https://example.org/${'a'.repeat(1900)}`,
        description: longest(EVENT_LIMITS.text)[at]?.trim() ?? '',
        currency: 'JPY',
      };
      const extras = {
        website: '',
        ticketUrl: '',
        email: `${'a'.repeat(60)}@example.org`,
        codeOfConduct: longest(EVENT_LIMITS.text)[at]?.trim() ?? '',
        copyrightHolder: line,
        copyrightYear: '2027–2028',
        licence: line,
        licenceUrl: '',
        call: 'on',
        callAnnouncement: longest(EVENT_LIMITS.call)[at]?.trim() ?? '',
        callStarts: FIRST,
        callEnds: LAST,
        linkTitle1: longest(100)[at]?.trim() ?? '',
        linkUrl1: 'https://example.org/',
      };
      await kept(async (ctx, event) => {
        const scope = await updateBasics(ctx, event, parse(basicsForm, basics));
        const { mapLink, ...read } = basicsFields(await getBasics(ctx, scope));
        assert.deepEqual(read, (({ mapLink: _, ...others }) => others)(basics));
        assert.match(mapLink ?? '', /^-90\D+180$/);
        await updateExtras(ctx, scope, parse(extrasForm, extras));
        const { codeOfConduct, copyright, call, socialLinks } = await getExtras(ctx, scope);
        assert.deepEqual(
          [codeOfConduct, copyright?.holder, call?.announcement, socialLinks[0]?.title],
          [extras.codeOfConduct, line, extras.callAnnouncement, extras.linkTitle1],
        );
      });
    }
  });

  test('what is said of an organizer is as it was written', async () => {
    for (const name of longest(100)) {
      const change = parse(organizerForm, {
        name: name.trim(),
        website: 'https://example.org/',
        description: longest(2000)[0] ?? '',
      });
      await transact(ctx(), async (ctx) => {
        await updateOrganizer(ctx, organizer, change);
        const read = (await getOrganizerSettings(ctx, organizer)) as unknown as Record<string, unknown>;
        for (const [field, said] of Object.entries(change)) assert.deepEqual(read[field], said, field);
      });
    }
  });
});

describe('of questions', () => {
  test('questions and their answers are as they were written', async () => {
    for (const [at, label] of longest(QUESTION_LIMITS.label).entries()) {
      const question = parse(questionForm, {
        label: label.trim(),
        help: longest(QUESTION_LIMITS.help)[at]?.trim() ?? '',
        kind: 'number',
        minimum: '-1000000000000',
        maximum: '1000000000000',
        askedPer: 'order',
      });
      const words = parse(questionForm, { label: 'Words', kind: 'long-text', askedPer: 'order' });
      const day = parse(questionForm, { label: 'Born', kind: 'date', askedPer: 'order' });
      const event = await makeEvent(system, organizer);
      await createTicketType(system, event, { ...BLANK_TICKET, name: 'Free', kind: 'free' });
      await transact(ctx(), async (ctx) => {
        const { number } = await createQuestion(ctx, event, question);
        const read = pickQuestion(await listQuestions(ctx, event), number);
        assert.deepEqual(parse(questionForm, questionEntries(read)), question);
        for (const other of [words, day]) await createQuestion(ctx, event, other);
      });
      const [answer] = await reserveTickets(system, event.eventId, [
        {
          idempotencyKey: strongKey(`ends-${at}`),
          lines: [{ ticketType: 1, quantity: 1 }],
          unlocked: [],
          locale: 'en',
        } as never,
      ]);
      const order = await authoriseOrderIn(
        system,
        event,
        answer?.outcome === 'reserved' ? answer.order.code : '',
        'buyer',
      );
      await completeOrder(system, order, {
        name: label.trim().slice(0, 60).toWellFormed().replaceAll('\ufffd', '.'),
        email: 'ends@example.org',
        locale: 'en',
        names: [],
      });
      const said = longest(QUESTION_LIMITS.longText)[at]?.trim() ?? '';
      await transact(ctx(), async (ctx) => {
        await answerQuestions(ctx, order, [
          { question: 1, seat: 0, value: -1e12 },
          { question: 2, seat: 0, value: said },
          { question: 3, seat: 0, value: '1900-01-01' },
        ] as never);
        assert.deepEqual(
          Object.values(await listOrderEntries(ctx, order)).sort(),
          ['-1000000000000', '1900-01-01', said].sort(),
        );
      });
    }
  });
});
