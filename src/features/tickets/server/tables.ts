/** A ticket type as its table has it. */
import { asDate } from '#platform/time.ts';
import type { TicketValues } from '../ticket.ts';

/** Values as columns; the quantity is a quota of its own. */
export function toColumns({ quantity: _quantity, saleStartsAt, saleEndsAt, ...columns }: TicketValues) {
  return { ...columns, saleStartsAt: asDate(saleStartsAt), saleEndsAt: asDate(saleEndsAt) };
}
