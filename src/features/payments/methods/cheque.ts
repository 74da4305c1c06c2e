/** Cheque: posted to the organiser, who hands it in at the bank, before the event. */
import type { HandMethodFacts } from '../method.ts';

export const cheque = {
  id: 'cheque',
  when: 'later',
  defaults: { dueDays: 14, untilDays: 14 },
  // Whom it is payable to.
  needs: ['accountHolder'],
  ticketsWorkBeforePayment: false,
  isReminded: true,
  isBilledFirst: false,
  isTransferred: false,
  recordedAs: 'cheque',
  leads: { due: 'payment.cheque.lead', open: 'payment.cheque.leadOpen', overdue: 'payment.cheque.overdueLead' },
  factsOf: ({ holder, reference }) => [
    { label: 'payment.cheque.payee', text: holder },
    { label: 'payment.reference', text: reference },
  ],
} as const satisfies HandMethodFacts;
