/** Bank transfer: to the organiser's account, before the event. */
import { showIban } from '../iban.ts';
import type { HandMethodFacts, PaymentTarget, TargetFact } from '../method.ts';

/** The account and the reference; nothing while the organiser has not said an account. */
export function accountFacts({ holder, iban, bic, reference }: PaymentTarget): TargetFact[] {
  if (iban === '') return [];
  return [
    { label: 'payment.holder', text: holder },
    { label: 'payment.iban', text: showIban(iban), copy: iban },
    ...(bic ? [{ label: 'payment.bic', text: bic }] : []),
    { label: 'payment.reference', text: reference },
  ];
}

export const bankTransfer = {
  id: 'bank-transfer',
  when: 'later',
  defaults: { dueDays: 10, untilDays: 7 },
  needs: ['accountHolder', 'iban'],
  ticketsWorkBeforePayment: false,
  isReminded: true,
  isBilledFirst: false,
  isTransferred: true,
  recordedAs: 'bank-transfer',
  leads: { due: 'payment.transferLead', open: 'payment.transferLeadOpen', overdue: 'payment.overdueLead' },
  factsOf: accountFacts,
} as const satisfies HandMethodFacts;
