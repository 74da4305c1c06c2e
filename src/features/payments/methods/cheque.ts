/** Cheque: posted to the organiser, who hands it in at the bank, before the event. */
import type { HandMethodFacts } from '../method.ts';

export const cheque = {
  id: 'cheque',
  name: 'Cheque',
  hint: 'Buyers post a cheque to you. Their tickets work once you have recorded the money.',
  when: 'later',
  forTeam: { label: 'By cheque', hint: 'The buyer is told whom to make it out to, and by when.' },
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
