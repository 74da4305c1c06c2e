/**
 * A provider of payments that is a table in memory: what an installation needs of one, and nothing else. Buyers pay at
 * it by `till.pays`.
 */
import type { PaymentStatus } from '#features/payments/provider.ts';
import { type OnlineProvider, refuseTransaction, registerProvider } from '#features/payments/server/providers.ts';
import { Conflict, Unavailable } from '#platform/errors.ts';

type Page = { id: string; amountMinor: number; currency: string; status: PaymentStatus };

export type Till = {
  pages: Map<string, Page>;
  /** What it was asked, in order. */
  asked: string[];
  /** Why it takes no money; null where it does. */
  hindrance: string | null;
  /** So many calls are not answered; `after` the work where it is said. */
  deaf: { times: number; after: boolean };
  /** Its account is none of Foyer's any more. */
  isLetGo: boolean;
  /** It moves money in steps of so many of the minor unit. */
  step: number;
  pays: (reference: string, more?: Partial<Extract<PaymentStatus, { state: 'paid' }>>) => void;
  becomes: (reference: string, status: PaymentStatus) => void;
};

/** Registers it under that name. */
export function openTill(name = 'till'): Till {
  const till: Till = {
    pages: new Map(),
    asked: [],
    hindrance: null,
    deaf: { times: 0, after: false },
    isLetGo: false,
    step: 1,
    pays: (reference, more = {}) => {
      const page = till.pages.get(reference) as Page;
      page.status = {
        state: 'paid',
        paymentReference: `money-${reference}`,
        amountMinor: page.amountMinor,
        currency: page.currency,
        paidAt: Date.now(),
        feeMinor: 30,
        applicationFeeMinor: 0,
        ...more,
      };
    },
    becomes: (reference, status) => {
      (till.pages.get(reference) as Page).status = status;
    },
  };
  registerProvider({
    id: name,
    name: () => 'Till',
    hint: () => 'Buyers pay at the till.',
    when: 'now',
    online: providerOf(till),
  });
  return till;
}

function providerOf(till: Till): OnlineProvider {
  const answer = <T>(what: string, work: () => T): Promise<T> => {
    till.asked.push(what);
    if (till.isLetGo) return Promise.reject(new Conflict('The account is none of yours', 'no_access'));
    const isDeaf = till.deaf.times > 0;
    if (isDeaf) till.deaf.times -= 1;
    if (isDeaf && !till.deaf.after) return Promise.reject(new Unavailable('The till does not answer'));
    const said = work();
    return isDeaf ? Promise.reject(new Unavailable('The till does not answer')) : Promise.resolve(said);
  };
  const page = (reference: string): Page => till.pages.get(reference) as Page;
  return {
    isConfigured: () => true,
    findHindrance: () => Promise.resolve(till.hindrance),
    prepare: () => Promise.resolve({ account: 'till-1', applicationFeeMinor: 0 }),
    begin: (ctx, { id, amountMinor, currency, expiresAt }) => {
      refuseTransaction(ctx);
      return answer(`begin ${amountMinor}`, () => {
        const reference = `page-${id}`;
        if (!till.pages.has(reference))
          till.pages.set(reference, { id, amountMinor, currency, status: { state: 'open' } });
        return { reference, address: `https://till.example/${reference}`, expiresAt };
      });
    },
    look: (ctx, { reference }) => {
      refuseTransaction(ctx);
      return answer('look', () => page(reference).status);
    },
    close: (ctx, { reference }) => {
      refuseTransaction(ctx);
      return answer('close', () => {
        const found = page(reference);
        if (found.status.state === 'open') found.status = { state: 'gone', reason: 'closed' };
        return found.status;
      });
    },
    stepOf: () => till.step,
    refund: (_ctx, { key }) =>
      answer(`refund ${key}`, () => ({ reference: `back-${key}`, state: 'done' as const, reason: '' })),
    pollRefund: (_ctx, { reference }) =>
      answer('look at refund', () => ({ reference, state: 'done' as const, reason: '' })),
  };
}
