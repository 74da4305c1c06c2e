/**
 * What other features have to say in a mail about an order, and the files that they put into it. A feature below this
 * one registers what it adds, so that mails know neither banks nor ticket files:
 *
 * addToNotices('tickets', ['order-confirmation'], async (ctx, { orderId }) => ({ attachments: [await renderTickets(ctx,
 * orderId)] }));
 */
import type { OrderView } from '#features/orders/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Attachment } from '#platform/mail/attachments.ts';
import { fitsMail } from '#platform/mail/attachments.ts';
import type { Instant } from '#platform/time.ts';
import type { NoticeKind } from '../notice.ts';

export type Addition = {
  /** Pairs below the words, such as "Account" and an IBAN. */
  facts?: { label: string; text: string }[];
  /** Paragraphs of plain text below the button. */
  after?: string[];
  attachments?: Attachment[];
};

/** What is asked of those who add something. `ticketId`: the mail is about this ticket alone. */
export type AdditionRequest = {
  kind: NoticeKind;
  eventId: number;
  orderId: number;
  ticketId: number | null;
  locale: string;
  /** The order as the mail tells of it; absent where the mail is about no order of its reader. */
  order?: OrderView | undefined;
};

type Maker = {
  name: string;
  kinds: readonly NoticeKind[];
  make: (ctx: Ctx, request: AdditionRequest) => Promise<Addition>;
};
const makers = new Map<string, Maker>();

/**
 * Registers what a feature adds to mails of those kinds. Files may be made on the way: this runs in a job, outside any
 * transaction. The same name again replaces.
 */
export function addToNotices(name: string, kinds: readonly NoticeKind[], make: Maker['make']): void {
  makers.set(name, { name, kinds, make });
}

/**
 * For so long a mail waits for what belongs into it; after that it goes without, since the words alone are worth more
 * than nothing.
 */
const PATIENCE_MS = 15 * 60_000;

/**
 * All additions to one mail, in the order of their names. `since` is when the fact came about.
 * @throws whatever a maker throws while there is patience, so that the job tries again
 */
export async function makeAdditions(ctx: Ctx, request: AdditionRequest, since: Instant): Promise<Required<Addition>> {
  const all: Required<Addition> = { facts: [], after: [], attachments: [] };
  for (const { name, make } of [...makers.values()]
    .filter(({ kinds }) => kinds.includes(request.kind))
    .sort((a, b) => (a.name < b.name ? -1 : 1))) {
    try {
      const { facts = [], after = [], attachments = [] } = await make(ctx, request);
      all.facts.push(...facts);
      all.after.push(...after);
      if (fitsMail([...all.attachments, ...attachments])) all.attachments.push(...attachments);
      else ctx.log.warn({ addition: name, order: request.orderId }, 'files left out of a mail: too large');
    } catch (error) {
      if (Date.now() - since < PATIENCE_MS) throw error;
      ctx.log.error(
        { err: error, addition: name, order: request.orderId },
        'a mail goes without what could not be made',
      );
    }
  }
  return all;
}
