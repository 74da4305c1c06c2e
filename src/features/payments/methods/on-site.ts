/** At the event: tickets work at once, and the money is taken at the door. */
import type { HandMethodFacts } from '../method.ts';

export const onSite = {
  id: 'on-site',
  when: 'at-event',
  defaults: { dueDays: null, untilDays: null },
  needs: [],
  ticketsWorkBeforePayment: true,
  // There is nothing to hurry for.
  isReminded: false,
  isBilledFirst: false,
  isTransferred: false,
  recordedAs: 'cash',
  leads: { due: 'payment.onSiteLead', open: 'payment.onSiteLead', overdue: 'payment.onSiteLead' },
  factsOf: null,
} as const satisfies HandMethodFacts;
