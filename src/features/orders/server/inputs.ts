/** What a buyer may send, and the limits of it. */
import { z } from 'zod';
import { TICKET_LIMITS } from '#features/tickets/ticket.ts';
import { MOST_LINES } from '../reservation.ts';

/** The job that gives back seats by the clock; one waits for each event. */
export const EXPIRE_ORDERS_QUEUE = 'expire_orders';

/** A key that a buyer's program makes up for one wish: printable ASCII, as in the header `Idempotency-Key`. */
export const idempotencyKey = z.string().regex(/^[\x21-\x7e]{8,100}$/, 'An Idempotency-Key has 8 to 100 printable characters without spaces');

export const wishBody = z.object({
  lines: z
    .array(
      z.object({
        ticketType: z.number().int().positive(),
        quantity: z.number().int().min(1).max(TICKET_LIMITS.perOrder),
        amountMinor: z.number().int().min(0).max(TICKET_LIMITS.priceMinor).optional(),
      }),
    )
    .min(1)
    .max(MOST_LINES)
    .refine((lines) => new Set(lines.map(({ ticketType }) => ticketType)).size === lines.length, 'Each ticket type stands in one line'),
  code: z.string().max(60).default(''),
});
