/** What changed in an order beside its state, as its history keeps and tells it. */

export type OrderEdit =
  | { act: 'attendee'; number: number; from: string; to: string }
  | { act: 'buyer'; from: string; to: string }
  | { act: 'ticket-cancelled'; number: number }
  | { act: 'transfer-offered'; number: number; email: string }
  | { act: 'transfer-ended'; number: number; email: string; how: 'withdrawn' | 'declined' }
  | { act: 'transferred'; number: number; email: string }
  | { act: 'answers-deleted'; number: number }
  | { act: 'discount-kept'; code: string }
  | { act: 'payment-method'; from: string; to: string }
  | { act: 'secret'; number: number }
  | { act: 'resent'; email: string };

/** What the act was, to follow a date, for the team. */
export function describeEdit(edit: OrderEdit): string {
  switch (edit.act) {
    case 'attendee':
      return `ticket ${edit.number}: ${edit.from || 'the buyer'} became ${edit.to || 'the buyer'}`;
    case 'buyer':
      return `buyer ${edit.from} became ${edit.to}`;
    case 'ticket-cancelled':
      return `ticket ${edit.number} was cancelled`;
    case 'transfer-offered':
      return `ticket ${edit.number} was offered to ${edit.email}`;
    case 'transfer-ended':
      return `ticket ${edit.number} was ${edit.how === 'withdrawn' ? 'no longer offered to' : 'not wanted by'} ${edit.email}`;
    case 'transferred':
      return `ticket ${edit.number} went over to ${edit.email}`;
    case 'answers-deleted':
      return `what was answered for ticket ${edit.number} before was deleted`;
    case 'discount-kept':
      return `the money came late: its price stays, though the code ${edit.code} has no use left`;
    case 'payment-method':
      return `it is to be paid by ${edit.to}, not by ${edit.from}`;
    case 'secret':
      return `ticket ${edit.number} got a new code; the one before lets nobody in`;
    case 'resent':
      return `the confirmation was sent again to ${edit.email}`;
  }
}
