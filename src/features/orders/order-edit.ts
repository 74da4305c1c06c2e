/** What changed in an order beside its state, as its history keeps and tells it. */
import type { Translate } from '#platform/i18n/text.ts';

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
export function describeEdit(edit: OrderEdit, t: Translate): string {
  switch (edit.act) {
    case 'attendee':
      return t('sales.edit.attendee', {
        number: edit.number,
        from: edit.from || t('sales.edit.theBuyer'),
        to: edit.to || t('sales.edit.theBuyer'),
      });
    case 'buyer':
      return t('sales.edit.buyer', { from: edit.from, to: edit.to });
    case 'ticket-cancelled':
      return t('sales.edit.ticketCancelled', { number: edit.number });
    case 'transfer-offered':
      return t('sales.edit.offered', { number: edit.number, email: edit.email });
    case 'transfer-ended':
      return t(`sales.edit.${edit.how}`, { number: edit.number, email: edit.email });
    case 'transferred':
      return t('sales.edit.transferred', { number: edit.number, email: edit.email });
    case 'answers-deleted':
      return t('sales.edit.answersDeleted', { number: edit.number });
    case 'discount-kept':
      return t('sales.edit.discountKept', { code: edit.code });
    case 'payment-method':
      return t('sales.edit.paymentMethod', { from: edit.from, to: edit.to });
    case 'secret':
      return t('sales.edit.secret', { number: edit.number });
    case 'resent':
      return t('sales.edit.resent', { email: edit.email });
  }
}
