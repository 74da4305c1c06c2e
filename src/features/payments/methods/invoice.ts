/** Invoice: a bank transfer for companies, billed before it is paid. */
import type { HandMethodFacts } from '../method.ts';
import { bankTransfer } from './bank-transfer.ts';

export const invoice = {
  ...bankTransfer,
  id: 'invoice',
  name: 'Invoice',
  hint: 'Like a bank transfer, for companies: buyers say company, address and VAT id.',
  forTeam: { label: 'By invoice', hint: 'The buyer is told what is due and when.' },
  defaults: { dueDays: 14, untilDays: 14 },
  isBilledFirst: true,
  recordedAs: 'invoice',
} as const satisfies HandMethodFacts;
