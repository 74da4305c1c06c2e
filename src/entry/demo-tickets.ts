/** What the demo conference offers. All of it is invented. */
import { systemEventScope } from '#features/events/server/policy.ts';
import { updateAccessCodes } from '#features/tickets/server/update-access-codes.ts';
import { createHeading } from '#features/tickets/server/create-heading.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { listShop } from '#features/tickets/server/queries.ts';
import { BLANK_TICKET, type TicketValues } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { DAY_MS } from '#platform/time.ts';

type Offer = Partial<TicketValues> & { name: string };

/** Headings with what stands under them, as the event's page shows it. Times are days before the conference begins. */
const SHOP: {
  heading: string;
  description: string;
  offers: (Offer & { endsBefore?: number; startsBefore?: number })[];
}[] = [
  {
    heading: 'Conference',
    description: 'All three days, with coffee, soup and the evening in the reading room.',
    offers: [
      {
        name: 'Early reader',
        description: 'For those who decide before the programme is out.',
        priceMinor: 9000,
        quantity: 80,
        endsBefore: 90,
      },
      { name: 'Standard', description: 'For most people.', priceMinor: 14_000, quantity: 240 },
      {
        name: 'Supporter',
        description: 'You give what you can spare; it pays for the community tickets.',
        kind: 'donation',
        priceMinor: 18_000,
        suggestedMinor: 24_000,
      },
      {
        name: 'Community',
        description: 'Students, volunteers and those between jobs. No questions asked.',
        kind: 'free',
        quantity: 40,
        maximumPerOrder: 1,
      },
      {
        name: 'Speaker',
        description: 'With a seat at the speakers’ supper.',
        kind: 'free',
        visibility: 'code',
        maximumPerOrder: 2,
      },
    ],
  },
  {
    heading: 'Extras',
    description: '',
    offers: [
      {
        name: 'Bookbinding for beginners',
        description: 'Half a day with needle and thread. You take home what you make.',
        priceMinor: 3500,
        quantity: 0,
      },
      {
        name: 'Reading-room supper',
        description: 'One long table on the last evening.',
        priceMinor: 2800,
        quantity: 60,
        maximumPerOrder: 4,
        startsBefore: 30,
      },
      { name: 'Crew meal', description: '', kind: 'free', visibility: 'hidden' },
    ],
  },
];

/** Fills the shop of the demo where it is empty. */
export async function createDemoTickets(ctx: Ctx, slug: string): Promise<void> {
  await transact(ctx, async (ctx) => {
    const event = await ctx.db
      .selectFrom('events')
      .select(['id', 'startsAt'])
      .where('slug', '=', slug)
      .executeTakeFirstOrThrow();
    const scope = await systemEventScope(ctx, event.id);
    if ((await listShop(ctx, scope)).length > 0) return;
    const numbers = new Map<string, number>();
    for (const { heading, description, offers } of SHOP) {
      await createHeading(ctx, scope, { name: heading, description });
      for (const { endsBefore, startsBefore, ...offer } of offers) {
        const before = (days: number | undefined): number | null =>
          days === undefined ? null : event.startsAt - days * DAY_MS;
        const { number } = await createTicketType(ctx, scope, {
          ...BLANK_TICKET,
          ...offer,
          saleStartsAt: before(startsBefore),
          saleEndsAt: before(endsBefore),
        });
        numbers.set(offer.name, number);
      }
    }
    const numbersOf = (...names: string[]): number[] => names.map((name) => numbers.get(name) as number);
    await createQuota(ctx, scope, {
      name: 'Seats in the house',
      size: 360,
      types: numbersOf('Early reader', 'Standard', 'Supporter', 'Community'),
    });
    await updateAccessCodes(ctx, scope, { create: [{ code: 'MARGINALIA-SPEAKER', types: numbersOf('Speaker') }] });
  });
}
