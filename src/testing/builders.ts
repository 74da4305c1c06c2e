/** Records for tests to work on, made through the same use cases as everything else. All people are invented. */
import { randomBytes } from 'node:crypto';
import type { EventScope } from '#features/events/server/policy.ts';
import { publishEvent } from '#features/events/server/publish-event.ts';
import { createEvent, type NewEvent } from '#features/events/server/write-event.ts';
import type { OrganizerRole } from '#features/organizers/organizer.ts';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { authoriseOrganizer, type OrganizerScope } from '#features/organizers/server/policy.ts';
import { writeSpeakers } from '#features/people/server/write-speakers.ts';
import { SPEAKER_FIELDS } from '#features/people/speaker.ts';
import type { DiscountValues } from '#features/prices/discount.ts';
import type { FeeValues } from '#features/prices/fee.ts';
import { updateDiscountCodes } from '#features/prices/server/update-discount-codes.ts';
import { updateFees } from '#features/prices/server/update-fees.ts';
import { updateTaxRates } from '#features/prices/server/update-tax-rates.ts';
import type { TaxRateValues } from '#features/prices/tax-rate.ts';
import { BLANK_QUESTION } from '#features/questions/question.ts';
import { createQuestion } from '#features/questions/server/create-question.ts';
import { writeRooms } from '#features/sessions/server/write-records.ts';
import { writeSessionTypes } from '#features/sessions/server/write-records.ts';
import { writeTracks } from '#features/sessions/server/write-records.ts';
import { writeSessions } from '#features/sessions/server/write-sessions.ts';
import { writeSponsors } from '#features/sponsors/server/write-sponsors.ts';
import { createHeading } from '#features/tickets/server/create-heading.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { updateAccessCodes } from '#features/tickets/server/update-access-codes.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import type { Actor, Ctx } from '#platform/ctx.ts';
import { blankOf } from '#platform/records/field.ts';

export type UserActor = Extract<Actor, { kind: 'user' }>;

/** The first hour of the events that are made here. */
export const DAY = Date.parse('2027-05-08T08:00:00Z');
const HOUR = 3_600_000;

/** A fresh ending for names that must differ. */
const fresh = (): string => randomBytes(4).toString('hex');

/** Somebody with an account, and a role where an organizer is given. */
export async function makeUser(
  ctx: Ctx,
  member?: { organizer: OrganizerScope; role: OrganizerRole },
  administrator = false,
): Promise<UserActor> {
  const name = `Somebody ${fresh()}`;
  const email = `${name.replace(' ', '.').toLowerCase()}@example.org`;
  const { id } = await ctx.db
    .insertInto('users')
    .values({ name, email, emailVerified: true, administrator })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (member)
    await ctx.db
      .insertInto('organizerMembers')
      .values({ organizerId: member.organizer.organizerId, userId: id, role: member.role })
      .execute();
  return { kind: 'user', userId: id, name, email, administrator };
}

export async function makeOrganizer(ctx: Ctx): Promise<OrganizerScope> {
  const { slug } = await createOrganizer(ctx, { name: `Foyer ${fresh()}` });
  return authoriseOrganizer(ctx, slug, 'see');
}

export type EventChoices = Partial<NewEvent> & { published?: boolean };

export async function makeEvent(ctx: Ctx, organizer: OrganizerScope, choices: EventChoices = {}): Promise<EventScope> {
  const { published = true, ...values } = choices;
  const name = values.name ?? `Lantern Days ${fresh()}`;
  const event = await createEvent(ctx, organizer, {
    preferredSlug: name,
    name,
    startsAt: new Date(DAY),
    endsAt: new Date(DAY + 9 * HOUR),
    timeZone: 'Europe/Lisbon',
    ...values,
  });
  if (published) await publishEvent(ctx, event);
  return event;
}

/** `count` of everything: session n, confirmed, in room n, on track n, of type n, by speaker n; and sponsor n. */
export async function addProgramme(ctx: Ctx, event: EventScope, count: number, from = 1): Promise<void> {
  const numbers = Array.from({ length: count }, (_, i) => from + i);
  const records = <T>(make: (number: number) => T): { create: T[]; update: never[] } => ({
    create: numbers.map(make),
    update: [],
  });
  const rooms = await writeRooms(
    ctx,
    event,
    records((number) => ({ number, sourceKey: '', position: number, guid: '', name: `Hall ${number}`, floor: '' })),
  );
  const tracks = await writeTracks(
    ctx,
    event,
    records((number) => ({ number, sourceKey: '', name: `Track ${number}`, description: '', color: '#336699' })),
  );
  const types = await writeSessionTypes(
    ctx,
    event,
    records((number) => ({ number, sourceKey: '', name: `Type ${number}` })),
  );
  const speakers = await writeSpeakers(
    ctx,
    event,
    records((number) => blankSpeaker(number)),
  );
  await writeSponsors(
    ctx,
    event,
    records((number) => ({
      number,
      sourceKey: '',
      name: `Sponsor ${number}`,
      description: '',
      url: '',
      type: 'Gold',
      level: number,
    })),
  );
  const sessions = numbers.map((number) => ({
    ...blankSession(number),
    roomId: rooms.get(number) ?? null,
    trackId: tracks.get(number) ?? null,
    sessionTypeId: types.get(number) ?? null,
  }));
  const speakersOf = numbers.map((number) => ({ number, speakerIds: [speakers.get(number) as number] }));
  await writeSessions(ctx, event, { create: sessions, update: [], speakers: speakersOf }, new Map());
}

/**
 * `count` of everything that is offered: heading n, and under it ticket type n, one in two of them by access code n;
 * and quota n for it.
 */
export async function addTickets(ctx: Ctx, event: EventScope, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    await createHeading(ctx, event, { name: `Heading ${n}`, description: '' });
    const { number } = await createTicketType(ctx, event, {
      ...BLANK_TICKET,
      name: `Ticket ${n}`,
      priceMinor: 1000 * n,
      visibility: n % 2 === 0 ? 'code' : 'public',
    });
    await createQuota(ctx, event, { name: `Quota ${n}`, size: 10 * n, types: [number] });
    await addAccessCodes(ctx, event, { codes: [`CODE-${n}`], types: [number] });
  }
}

/** Tax rates, fees and discount codes `DISCOUNT-1`, `DISCOUNT-2` ...; each rate for the ticket type of its number. */
export async function addPrices(ctx: Ctx, event: EventScope, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    await addTaxRate(ctx, event, { name: `Rate ${n}`, percent: n * 100, standard: false, types: [n] });
    await addFee(ctx, event, { name: `Fee ${n}`, percent: 0, fixed: n * 100, per: 'order', tax: n });
    await addDiscount(ctx, event, { code: `DISCOUNT-${n}` });
  }
}
export async function addTaxRate(ctx: Ctx, event: EventScope, values: TaxRateValues): Promise<{ number: number }> {
  return numberOf(await updateTaxRates(ctx, event, { create: [values] }));
}

export async function addFee(ctx: Ctx, event: EventScope, values: FeeValues): Promise<{ number: number }> {
  return numberOf(await updateFees(ctx, event, { create: [values] }));
}

/** Ten percent off everything, always, where nothing else is said. */
export async function addDiscount(
  ctx: Ctx,
  event: EventScope,
  {
    discount = { kind: 'percent', percentBp: 1000 },
    types,
    minimumMinor = 0,
    minimumTickets = 0,
    ...values
  }: Partial<DiscountValues> & { code: string },
): Promise<{ number: number }> {
  const reduces =
    discount.kind === 'percent'
      ? { kind: discount.kind, percent: discount.percentBp, amount: 0 }
      : { kind: discount.kind, percent: 0, amount: discount.amountMinor };
  const code = {
    mostUses: null,
    startsAt: null,
    endsAt: null,
    ...values,
    ...reduces,
    types: types ?? [],
    minimumTickets,
    minimum: minimumMinor,
  };
  return numberOf(await updateDiscountCodes(ctx, event, { create: [code] }));
}

/** Codes that all show the ticket types with those numbers. */
export async function addAccessCodes(
  ctx: Ctx,
  event: EventScope,
  { codes, types }: { codes: string[]; types: number[] },
): Promise<{ numbers: number[] }> {
  const { created } = await updateAccessCodes(ctx, event, { create: codes.map((code) => ({ code, types })) });
  return { numbers: created };
}

const numberOf = ({ created }: { created: number[] }): { number: number } => ({ number: created[0] as number });

/**
 * `count` questions for each who comes: the first ticked or not, the others short texts that are asked only where it
 * is.
 */
export async function addQuestions(ctx: Ctx, event: EventScope, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1)
    await createQuestion(ctx, event, {
      ...BLANK_QUESTION,
      label: `Question ${n}`,
      ...(n === 1 ? { kind: 'consent' } : { condition: { question: 1, value: '' } }),
    });
}

export function blankSpeaker(number: number) {
  const { photo: _photo, ...blank } = blankOf(SPEAKER_FIELDS);
  return {
    ...blank,
    number,
    sourceKey: '',
    name: `Speaker ${number}`,
    email: `speaker${number}@private.example`,
    mobile: '+000 555',
    biography: 'Builds lanterns.',
    links: [] as never,
    updatedAt: new Date(DAY),
  };
}

export function blankSession(number: number) {
  return {
    number,
    sourceKey: '',
    guid: `00000000-0000-8000-8000-${String(number).padStart(12, '0')}`,
    uid: `uid-${number}`,
    code: '',
    slug: '',
    title: `Session ${number}`,
    subtitle: '',
    abstract: '',
    description: '',
    language: '',
    comments: '',
    level: '',
    state: 'confirmed',
    startsAt: new Date(DAY + number * HOUR),
    endsAt: new Date(DAY + (number + 1) * HOUR),
    url: '',
    signupUrl: '',
    links: [] as never,
    attachments: [] as never,
    recordingLicence: '',
    recordingOptout: false,
    sequence: 0,
    createdAt: new Date(DAY),
    updatedAt: new Date(DAY),
  };
}
