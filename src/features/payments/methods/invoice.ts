/** Invoice: a bank transfer for companies, billed before it is paid. */
import type { HandMethodFacts } from '../method.ts';
import { bankTransfer } from './bank-transfer.ts';

export const invoice = {
  ...bankTransfer,
  id: 'invoice',
  defaults: { dueDays: 14, untilDays: 14 },
  isBilledFirst: true,
  recordedAs: 'invoice',
} as const satisfies HandMethodFacts;
