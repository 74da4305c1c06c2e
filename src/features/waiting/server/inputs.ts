/** What people who wait may send, and the limits of it. */
import { z } from 'zod';
import { emailField, nameField } from '#features/orders/server/inputs.ts';
import { TICKET_LIMITS } from '#features/tickets/ticket.ts';
import { LOCALES } from '#platform/i18n/translate.ts';
import { OFFER_MINUTES } from '../waiting.ts';

/** The job that writes to those who got an offer or lost one; one waits for each event. */
export const SEND_OFFERS_QUEUE = 'tell_waiting';

/** The job that looks at the queue again when a sale begins or ends. */
export const OFFER_SEATS_QUEUE = 'offer_waiting_seats';

/** Messages are keys of texts, since those who wait read several languages. */
export const joinForm = z.object({
  ticketType: z.coerce
    .number('waiting.needType')
    .int('waiting.needType')
    .min(1, 'waiting.needType')
    .max(999_999_999, 'waiting.needType'),
  quantity: z.coerce
    .number('waiting.needQuantity')
    .int('waiting.needQuantity')
    .min(1, 'waiting.needQuantity')
    .max(TICKET_LIMITS.perOrder, 'waiting.needQuantity'),
  name: nameField,
  email: emailField,
  locale: z.enum(LOCALES).catch('en'),
});
export type JoinInput = z.output<typeof joinForm>;

const hours = { least: OFFER_MINUTES.least / 60, most: OFFER_MINUTES.most / 60 };

/** How the team keeps the list. Offers last so many hours; half an hour is 0.5. */
export const waitingListForm = z.object({
  isOpen: z
    .string()
    .default('')
    .transform((value) => value === 'on'),
  offerHours: z
    .string()
    .trim()
    .transform((text) => Number(text.replace(',', '.')))
    .refine((number) => number >= hours.least && number <= hours.most, {
      message: 'field.hours',
      params: { minimum: hours.least, maximum: hours.most },
    }),
});

export const entryForm = z.object({ id: z.coerce.number().int().positive() });
