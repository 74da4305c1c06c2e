/** At the event: tickets work at once, and the money is taken at the door. */
import type { HandMethodFacts } from '../method.ts';

export const onSite = {
  id: 'on-site',
  name: 'At the event',
  hint: 'Tickets work at once; money is taken at the door.',
  when: 'at-event',
  forTeam: { label: 'At the event', hint: 'The tickets are valid; the money is taken at the door.' },
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
