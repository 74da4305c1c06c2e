/** What a buyer may send, and the limits of it. */
import { z } from 'zod';
import { amountIn, percentField } from '#features/prices/server/inputs.ts';
import { readAmount, TICKET_LIMITS } from '#features/tickets/ticket.ts';
import { cutText } from '#platform/fit-text.ts';
import { checkField, momentField, wholeField } from '#platform/http/form-fields.ts';
import { LARGEST_NUMBER } from '#platform/ids.ts';
import { LOCALES } from '#platform/i18n/translate.ts';
import { parseIso } from '#platform/time.ts';
import { ORDER_STATES, type OrderState } from '../order.ts';
import { KEY_FORM } from '../idempotency-key.ts';
import { MOST_LINES, type RequestLine } from '../reservation.ts';

/** The job that gives back seats by the clock; one waits for each event. */
export const EXPIRE_ORDERS_QUEUE = 'expire_orders';

/** The job that deletes reservations that came to nothing, each night. */
export const DISCARD_RESERVATIONS_QUEUE = 'discard_reservations';

/** A key that a buyer's program makes up for one request, as in the header `Idempotency-Key`. */
export const idempotencyKey = z.string().regex(KEY_FORM, 'field.idempotency_key');

export const reservationBody = z.object({
  lines: z
    .array(
      z.object({
        ticketType: z.number().int().positive().max(LARGEST_NUMBER),
        quantity: z.number().int().min(1).max(TICKET_LIMITS.perOrder),
        amountMinor: z.number().int().min(0).max(TICKET_LIMITS.priceMinor).optional(),
      }),
    )
    .min(1)
    .max(MOST_LINES)
    .refine((lines) => new Set(lines.map(({ ticketType }) => ticketType)).size === lines.length, 'field.one_line'),
  /** As in the shop: it may show ticket types, take something off, or both. */
  code: z.string().max(60).default(''),
});

/** Lengths in characters. */
export const BUYER_LIMITS = { name: 120, email: 254 } as const;

/** Who ordered. `names` and `emails`: of those who come, by the ticket's number from 1 on; '' where it is not said. */
export type BuyerDetails = { name: string; email: string; locale: string; names: string[]; emails?: string[] };

/** Words on one line, without spaces that nobody sees. */
const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ');
const line = z.string().transform(oneLine);

/** An address of somebody who comes, or '' for none. */
const attendeeEmail = z.string().trim().max(BUYER_LIMITS.email).pipe(z.literal('').or(z.email()));

/**
 * Who somebody is and where mail reaches them, wherever buyers and guests say it. Messages are keys of texts, since
 * they read several languages.
 */
export const nameField = line.pipe(z.string().min(1, 'checkout.needName').max(BUYER_LIMITS.name, 'checkout.tooLong'));
export const emailField = z
  .string()
  .trim()
  .max(BUYER_LIMITS.email, 'checkout.tooLong')
  .pipe(z.email('checkout.needEmail'));

/** The form with the buyer's details. */
export const buyerForm = z
  .object({
    name: nameField.default(''),
    email: emailField,
    locale: z.enum(LOCALES).catch('en'),
  })
  .catchall(z.string())
  .transform(({ name, email, locale, ...rest }, context): BuyerDetails => {
    const names: string[] = [];
    const emails: string[] = [];
    for (const [field, text] of Object.entries(rest)) {
      const holder = Number(/^attendee-email-([1-9]\d{0,3})$/.exec(field)?.[1] ?? 0);
      if (holder > 0) {
        const checked = attendeeEmail.safeParse(text);
        if (!checked.success) context.addIssue({ code: 'custom', message: 'checkout.needEmail', path: [field] });
        emails[holder - 1] = checked.data ?? '';
        continue;
      }
      const number = Number(/^attendee-([1-9]\d{0,3})$/.exec(field)?.[1] ?? 0);
      if (number === 0) continue;
      const attendee = oneLine(text);
      if (attendee.length > BUYER_LIMITS.name)
        context.addIssue({ code: 'custom', message: 'checkout.tooLong', path: [field] });
      names[number - 1] = attendee;
    }
    return {
      name,
      email,
      locale,
      names: Array.from(names, (attendee) => attendee ?? ''),
      emails: Array.from(emails, (address) => address ?? ''),
    };
  });

/**
 * What was chosen on the event's page: `quantity-3` is how many of ticket type 3, `amount-3` what each of them is to
 * give, in `currency`. An empty amount is the least that is asked; one that cannot be read is less than that, so that
 * it is refused.
 */
export function readChoice(form: FormData | URLSearchParams, currency: string): RequestLine[] {
  const lines: RequestLine[] = [];
  for (const [field, value] of form) {
    const number = Number(/^quantity-([1-9]\d{0,8})$/.exec(field)?.[1] ?? 0);
    const quantity = typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : 0;
    if (number > 0 && quantity > 0 && !lines.some(({ ticketType }) => ticketType === number))
      lines.push({ ticketType: number, quantity, ...readGift(form.get(`amount-${number}`), currency) });
  }
  return lines.sort((a, b) => a.ticketType - b.ticketType).slice(0, MOST_LINES);
}

/** The fields of a choice as the form of the shop names them, and the one that the page filled in by itself. */
const CHOICE_FIELD = /^(?:quantity|amount)-[1-9]\d{0,8}$/;

/** Those fields of a form that say what was chosen, as a query that the event's page reads with `chosenIn`. */
export function choiceQuery(form: FormData): URLSearchParams {
  const fields = [...form].filter(
    (field): field is [string, string] =>
      typeof field[1] === 'string' && (CHOICE_FIELD.test(field[0]) || field[0] === 'preset'),
  );
  return new URLSearchParams(fields);
}

/**
 * What an address says was chosen, by the field of the form, so that whoever uses a code finds it again. `preset` is
 * what the page chose by itself, as `quantity-3=1`: with the code it may choose otherwise.
 */
export function chosenIn(query: URLSearchParams): Record<string, string> {
  const preset = query.get('preset');
  return Object.fromEntries(
    [...query].filter(([field, value]) => CHOICE_FIELD.test(field) && `${field}=${value}` !== preset),
  );
}

function readGift(typed: FormDataEntryValue | null, currency: string): { amountMinor?: number } {
  if (typeof typed !== 'string' || typed.trim() === '') return {};
  const read = readAmount(typed, currency);
  return { amountMinor: 'minor' in read ? read.minor : -1 };
}

/** In which order a list of orders can be. */
export const ORDER_SORTS = ['newest', 'oldest', 'name', 'total'] as const;

/** What the team looks for among orders. `from` and `to` are days (`2027-05-08`) in the event's zone, both included. */
export type OrdersFilter = {
  search: string;
  state: OrderState | '';
  type: number;
  method: string;
  from: string;
  to: string;
  overdue: boolean;
  noted: boolean;
  sort: (typeof ORDER_SORTS)[number];
  page: number;
};

export function readOrdersFilter(query: URLSearchParams): OrdersFilter {
  const one = <T extends string>(name: string, known: readonly T[]): T | '' =>
    known.find((value) => value === query.get(name)) ?? '';
  const whole = (name: string, most: number): number => {
    const number = Number(query.get(name) ?? 0);
    return Number.isInteger(number) && number >= 1 && number <= most ? number : 0;
  };
  return {
    search: cutText((query.get('q') ?? '').trim(), 120),
    state: one('state', ORDER_STATES),
    type: whole('type', 1_000_000_000),
    method: /^[a-z-]{1,40}$/.test(query.get('method') ?? '') ? (query.get('method') ?? '') : '',
    from: readDay(query.get('from')),
    to: readDay(query.get('to')),
    overdue: query.get('overdue') === 'on',
    noted: query.get('noted') === 'on',
    sort: one('sort', ORDER_SORTS) || 'newest',
    page: whole('page', 100_000) || 1,
  };
}

/** A day that there is, else ''. */
function readDay(text: string | null): string {
  return text !== null && /^[1-9]\d{3}-\d{2}-\d{2}$/.test(text) && parseIso(text, 'UTC') ? text : '';
}

/** The filter as a query, without what has its default. */
export function ordersQuery({ search, page, sort, type, overdue, noted, ...filter }: OrdersFilter): string {
  const fields = {
    q: search,
    ...filter,
    type: type > 0 ? String(type) : '',
    overdue: overdue ? 'on' : '',
    noted: noted ? 'on' : '',
    sort: sort === 'newest' ? '' : sort,
    page: page > 1 ? String(page) : '',
  };
  return new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== '')).toString();
}

export const noteForm = z.object({
  text: z.string().trim().min(1, 'field.note').max(2000),
});

/** Who an order belongs to, as the team edits it. */
export const buyerEditForm = z.object({
  name: line.pipe(z.string().min(1, 'field.name').max(BUYER_LIMITS.name)),
  email: z.string().trim().max(BUYER_LIMITS.email).pipe(z.email('field.email')),
  company: z.string().trim().max(200).default(''),
  address: z.string().trim().max(500).default(''),
});

/** The most tickets whose names one form holds. */
export const MOST_NAMES = 200;

/** Names and addresses of those who come: `name-3` and `email-3` are of ticket 3. Messages are keys of texts. */
export const attendeesForm = z
  .object({})
  .catchall(z.string())
  .transform((fields, context): { number: number; name: string; email: string }[] => {
    const changes = new Map<number, { number: number; name: string; email: string }>();
    for (const [field, text] of Object.entries(fields)) {
      const [, kind, digits] = /^(name|email)-([1-9]\d{0,3})$/.exec(field) ?? [];
      if (!kind || changes.size > MOST_NAMES) continue;
      const number = Number(digits);
      const change = changes.get(number) ?? { number, name: '', email: '' };
      const said = oneLine(text);
      if (said.length > BUYER_LIMITS[kind as 'name' | 'email'])
        context.addIssue({ code: 'custom', message: 'checkout.tooLong', path: [field] });
      else if (kind === 'email' && said !== '' && !z.email().safeParse(said).success)
        context.addIssue({ code: 'custom', message: 'checkout.needEmail', path: [field] });
      changes.set(number, { ...change, [kind]: said });
    }
    return [...changes.values()].sort((a, b) => a.number - b.number);
  });

const HOURS = { minimum: 0, maximum: 8760 };

/** The form with the rules of an event's orders. Amounts are in `currency`, times in `timeZone`. */
export function orderRulesForm({ currency, timeZone }: { currency: string; timeZone: string }) {
  const hours = wholeField(HOURS.minimum, HOURS.maximum).transform((number) => number ?? 0);
  return z.object({
    cancelFree: checkField,
    cancelPaid: checkField,
    cancelHours: hours,
    cancelUntil: momentField(timeZone),
    keepBp: percentField,
    keepMinor: amountIn(currency),
    namesHours: hours,
    transfers: checkField,
  });
}
