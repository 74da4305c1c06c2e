/** A ticket type as its table has it. */
import type { TicketValues } from '../ticket.ts';

const moment = (at: number | null): Date | null => (at === null ? null : new Date(at));

/** Values as columns; the quantity is a quota of its own. */
export function toColumns({ quantity: _quantity, saleStartsAt, saleEndsAt, ...columns }: TicketValues) {
  return { ...columns, saleStartsAt: moment(saleStartsAt), saleEndsAt: moment(saleEndsAt) };
}
