/** Invoices and credit notes: what they say, and how much of an order they have to come to. */
import type { OrderState } from '#features/orders/order.ts';
import { share } from '#features/orders/price.ts';
import { isBilledFirst } from '#features/payments/hand-methods.ts';
import { portion } from '#platform/money.ts';

export const INVOICE_KINDS = ['invoice', 'credit-note'] as const;
export type InvoiceKind = (typeof INVOICE_KINDS)[number];

/** Who sells. `taxId`: as the seller's law asks for, or ''. */
export type Seller = {
  legalName: string;
  address: string;
  country: string;
  taxId: string;
  email: string;
  note: string;
};
export type InvoiceSettings = Seller & { invoicePrefix: string; creditPrefix: string };

export const BLANK_INVOICE_SETTINGS: InvoiceSettings = {
  legalName: '',
  address: '',
  country: '',
  taxId: '',
  email: '',
  note: '',
  invoicePrefix: 'INV-',
  creditPrefix: 'CN-',
};

export type InvoiceBuyer = {
  name: string;
  company: string;
  address: string;
  country: string;
  vatId: string;
  email: string;
};
/** Amounts in minor units; `grossMinor` holds `taxMinor`. `taxName` is '' where nothing is taxed. */
export type InvoiceLine = {
  name: string;
  quantity: number;
  /** What one costs, with its tax; absent in those that were written before it was noted. */
  unitMinor?: number;
  discountMinor: number;
  grossMinor: number;
  taxMinor: number;
  taxName: string;
  taxRateBp: number;
};
export type TaxPart = Pick<InvoiceLine, 'taxName' | 'taxRateBp' | 'grossMinor' | 'taxMinor'>;

/** Where an invoice is paid to. `bic`: '' where it is not said. */
export type InvoiceAccount = { holder: string; iban: string; bic: string; amountMinor: number };

/** All that stands in one, as it was when it was written. */
export type InvoiceSnapshot = {
  seller: Seller;
  buyer: InvoiceBuyer;
  order: string;
  event: {
    name: string;
    slug: string;
    startsAt: number;
    endsAt: number;
    timeZone: string;
    hue: number;
    /** Absent where only a hue was chosen, and in those that were written before there were exact colours. */
    brandColor?: string;
  };
  lines: InvoiceLine[];
  /** By rate, the highest first. Together the total. */
  parts: TaxPart[];
  locale: string;
  /** When an invoice is to be paid by; null where it is paid, or is paid at the event. */
  dueAt: number | null;
  paidMinor: number;
  /** Of an invoice that is to be paid by transfer; absent in those that were written before it was noted. */
  account?: InvoiceAccount;
  /** The picture of the seller's logo; absent where there is none. */
  logoId?: number;
  /**
   * Of a credit note the invoice that it takes back; of an invoice that bills such money again the credit note; null of
   * all others.
   */
  corrects: { code: string; issuedAt: number } | null;
};

export type OrderToBill = {
  state: OrderState;
  paymentMethod: string;
  totalMinor: number;
  paidMinor: number;
  refundedMinor: number;
};

/**
 * What an order's invoices less its credit notes have to come to, in minor units: its total while it stands, what the
 * organiser keeps of it once it does not. One that is still to be paid is billed if its method asks for that, or if it
 * was billed before.
 */
export function amountToBill(
  { state, paymentMethod, totalMinor, paidMinor, refundedMinor }: OrderToBill,
  isBilled: boolean,
): number {
  const kept = Math.min(totalMinor, Math.max(0, paidMinor - refundedMinor));
  if (state === 'paid') return totalMinor;
  if (state === 'pending-payment') return isBilled || isBilledFirst(paymentMethod) ? totalMinor : 0;
  return state === 'partly-refunded' || state === 'cancelled' ? kept : 0;
}

/** Lines by their rates, the highest first. */
export function sumParts(lines: readonly TaxPart[]): TaxPart[] {
  const parts = new Map<string, TaxPart>();
  for (const { taxName, taxRateBp, grossMinor, taxMinor } of lines) {
    if (grossMinor === 0) continue;
    const key = `${taxRateBp} ${taxName}`;
    const sum = parts.get(key) ?? { taxName, taxRateBp, grossMinor: 0, taxMinor: 0 };
    parts.set(key, { ...sum, grossMinor: sum.grossMinor + grossMinor, taxMinor: sum.taxMinor + taxMinor });
  }
  return [...parts.values()].sort((a, b) => b.taxRateBp - a.taxRateBp || (a.taxName < b.taxName ? -1 : 1));
}

/** What is left of an invoice's parts once some were taken back. */
export function leftOfParts(parts: readonly TaxPart[], takenBack: readonly TaxPart[]): TaxPart[] {
  return sumParts([
    ...parts,
    ...takenBack.map((part) => ({ ...part, grossMinor: -part.grossMinor, taxMinor: -part.taxMinor })),
  ]);
}

/**
 * An amount taken back from parts, in their proportion by largest remainder; the tax in each goes with it, rounded half
 * up. Taken back to the last unit, each part and its tax is gone exactly.
 */
export function takeBack(amountMinor: number, left: readonly TaxPart[]): TaxPart[] {
  const amounts = share(
    amountMinor,
    left.map(({ grossMinor }) => grossMinor),
  );
  return left.flatMap((part, at) => {
    const grossMinor = amounts[at] ?? 0;
    return grossMinor === 0
      ? []
      : [{ ...part, grossMinor, taxMinor: portion(grossMinor, part.taxMinor, part.grossMinor) }];
  });
}

/** `INV-00042`. */
export function invoiceCode(prefix: string, number: number): string {
  return `${prefix}${String(number).padStart(5, '0')}`;
}

/** Lengths in characters. */
export const INVOICE_LIMITS = { legalName: 200, address: 500, taxId: 40, email: 200, note: 600, prefix: 12 } as const;
