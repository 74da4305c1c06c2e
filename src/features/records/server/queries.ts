/** Reading the records of an event as the team sees them, in a fixed number of statements. */
import { type RawBuilder, sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import { type Picture, presentPicture } from '#features/media/picture.ts';
import { type Clash, findClashes, type PlacedSession } from '#features/sessions/clash.ts';
import type { Ctx } from '#platform/ctx.ts';
import { containing } from '#platform/db/containing.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { NotFound } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import type { Entries } from '#platform/merge-edit.ts';
import { type Instant, localClock, localDate } from '#platform/time.ts';
import { listTaxRates } from '#features/prices/server/queries.ts';
import { formatPercent } from '#features/prices/tax.ts';
import { listTicketTypes } from '#features/tickets/server/queries.ts';
import { codeChoices } from '#features/tickets/ticket-form.ts';
import { columnOf, type FormField } from '#platform/records/field.ts';
import { showMoney, showPercent } from '../plan-table.ts';
import { type Choice, type Choices, isOfSale, NO_CHOICES, NOUN_FACTS, type Noun, choiceLine } from '../nouns.ts';

/** Records on one page of a list. */
export const PAGE_SIZE = 50;

export type RecordQuery = {
  /** Words in its title or name, or in the names of who speaks. */
  q?: string;
  /** Sessions in that state; of that track, room or type by number, `none` for those without. */
  state?: string;
  track?: string;
  room?: string;
  type?: string;
  /**
   * `clash`: sessions with hints; `untimed`: without a time; `alone`: speakers without a session; discount codes that
   * are `working`, `not-yet`, `ended` or `used-up`.
   */
  only?: string;
  /** From 1; absent: everything. */
  page?: number;
  numbers?: number[];
};

export type RecordRow = {
  number: number;
  title: string;
  /** What a form shows of it. */
  entries: Entries;
  /** Of how many sessions it is part. */
  sessions: number;
  startsAt: Instant | null;
  endsAt: Instant | null;
  picture: Picture | null;
  /** Of a discount code: how many orders use it, and whether it is for all ticket types. */
  uses: { used: number; forAll: boolean } | null;
};

/** What can be chosen in the event for records of the noun; speakers only where `withSpeakers`. */
export async function loadChoices(ctx: Ctx, scope: EventScope, noun: Noun, withSpeakers = false): Promise<Choices> {
  if (noun === 'sessions') return loadProgrammeChoices(ctx, scope, withSpeakers);
  return isOfSale(noun) ? loadSaleChoices(ctx, scope, noun) : NO_CHOICES;
}

async function loadProgrammeChoices(ctx: Ctx, { eventId }: EventScope, withSpeakers: boolean): Promise<Choices> {
  const named = (table: 'tracks' | 'rooms' | 'speakers'): Promise<Choice[]> =>
    ctx.db
      .selectFrom(table)
      .select(['number', 'name'])
      .where('eventId', '=', eventId)
      .orderBy(table === 'rooms' ? 'position' : 'name')
      .orderBy('id')
      .execute();
  const types = await ctx.db
    .selectFrom('sessionTypes')
    .select(['number', 'name', 'minutes'])
    .where('eventId', '=', eventId)
    .orderBy('name')
    .orderBy('id')
    .execute();
  return {
    ...NO_CHOICES,
    tracks: await named('tracks'),
    rooms: await named('rooms'),
    types,
    speakers: withSpeakers ? await named('speakers') : [],
  };
}

async function loadSaleChoices(ctx: Ctx, scope: EventScope, noun: Noun): Promise<Choices> {
  const types = noun === 'fees' ? [] : await listTicketTypes(ctx, scope);
  const rates = noun === 'taxes' || noun === 'fees' ? await listTaxRates(ctx, scope) : [];
  return {
    ...NO_CHOICES,
    ticketTypes: noun === 'codes' ? codeChoices(types, translator(ctx.locale)) : types,
    taxRates: rates.map(({ number, name, rateBp, standard }) => ({
      number,
      name: `${name} ${formatPercent(rateBp, 'en')}`,
      standard,
    })),
  };
}

/** The records that a query finds, with how many there are in all. */
export async function listRecords(
  ctx: Ctx,
  scope: EventScope,
  noun: Noun,
  place: { timeZone: string; currency: string },
  query: RecordQuery,
): Promise<{ rows: RecordRow[]; total: number; clashes: Map<number, Clash[]> }> {
  const clashes = noun === 'sessions' ? await loadClashes(ctx, scope) : new Map<number, Clash[]>();
  const { from, where, order } = LISTS[noun](ctx, {
    ...query,
    ...(query.only === 'clash' ? { clashing: [...clashes.keys()] } : {}),
  });
  const size = query.page === undefined ? sql`` : sql` limit ${PAGE_SIZE} offset ${(query.page - 1) * PAGE_SIZE}`;
  const conditions = sql.join(
    [sql`t.event_id = ${scope.eventId}`, ...(query.numbers ? [sql`t.number = any(${query.numbers})`] : []), ...where],
    sql` and `,
  );
  const found = await sql<{ row: Row }>`
    select to_jsonb(f) as row from (
      select t.*, count(*) over ()::int as total, ${from.select} from ${sql.table(from.table)} t ${from.joins} where ${conditions} order by ${order} ${size}
    ) f`.execute(ctx.db);
  const rows = found.rows.map(({ row }) => presentRow(noun, row, place));
  return { rows, total: found.rows[0]?.row.total ?? 0, clashes };
}

/** One of them. @throws NotFound */
export async function getRecord(
  ctx: Ctx,
  scope: EventScope,
  noun: Noun,
  place: { timeZone: string; currency: string },
  number: number,
): Promise<RecordRow & { clashes: Clash[] }> {
  const { rows, clashes } = await listRecords(ctx, scope, noun, place, { numbers: [number] });
  const [row] = rows;
  if (!row) throw new NotFound(`not_found.${NOUN_FACTS[noun].one.replace(' ', '_')}`, { number });
  return { ...row, clashes: clashes.get(number) ?? [] };
}

export type RowQuery = {
  /** In their order; at most so many. */
  after: number;
  limit: number;
  /** Only those with exactly these values, by field; of a record that they point at, its number. */
  equal?: Record<string, string | number | boolean>;
  /** Only those that were written since. */
  since?: Instant | undefined;
  number?: number;
};

/** Records by number, as the database has them. */
export async function listRows(ctx: Ctx, { eventId }: EventScope, noun: Noun, query: RowQuery): Promise<Row[]> {
  const { from } = LISTS[noun](ctx, {});
  const { declared } = NOUN_FACTS[noun];
  const conditions = [
    sql`t.event_id = ${eventId}`,
    sql`t.number > ${query.after}`,
    ...(query.number === undefined ? [] : [sql`t.number = ${query.number}`]),
    ...(query.since === undefined ? [] : [sql`t.updated_at >= ${new Date(query.since)}`]),
    ...Object.entries(query.equal ?? {}).map(([name, value]) => {
      const kind = declared[name]?.kind;
      const alias = kind && Object.hasOwn(ALIASES, kind) ? ALIASES[kind as keyof typeof ALIASES] : undefined;
      return sql`${alias ? sql.ref(`${alias}.number`) : sql.ref(`t.${columnOf(name)}`)} = ${value}`;
    }),
  ];
  const found = await sql<{ row: Row }>`
    select to_jsonb(f) as row from (
      select t.*, ${from.select} from ${sql.table(from.table)} t ${from.joins}
      where ${sql.join(conditions, sql` and `)} order by t.number limit ${query.limit}
    ) f order by f.number`.execute(ctx.db);
  return found.rows.map(({ row }) => row);
}

/** How the lists call what a session points at. */
const ALIASES = { track: 'tr', room: 'ro', type: 'ty' } as const;

/** The numbers of records that were deleted since, and when. */
export async function listDeleted(
  ctx: Ctx,
  { eventId }: EventScope,
  noun: Noun,
  since: Instant,
): Promise<{ number: number; deletedAt: Instant }[]> {
  return ctx.db
    .selectFrom('tombstones')
    .select(['number', 'deletedAt'])
    .where('eventId', '=', eventId)
    .where('noun', '=', columnOf(LISTS[noun](ctx, {}).from.table))
    .where('deletedAt', '>=', timestamp(since))
    .orderBy('number')
    .execute();
}

/**
 * A moment from which on asking again misses nothing: what is being written now has the time at which its transaction
 * began, and clocks may differ by a minute.
 */
export async function findSafeMoment(ctx: Ctx): Promise<Instant> {
  const found = await sql<{ at: Instant }>`
    select least(now(), (select min(xact_start) from pg_stat_activity where datname = current_database()))
      - interval '1 minute' as at`.execute(ctx.db);
  return found.rows[0]?.at as Instant;
}

/** What does not go together in the event, by the number of the session. */
async function loadClashes(ctx: Ctx, { eventId }: EventScope): Promise<Map<number, Clash[]>> {
  const found = await sql<PlacedSession & { eventStart: Instant; eventEnd: Instant }>`
    select s.number, s.title, s.state, s.starts_at, s.ends_at, r.name as room, e.starts_at as event_start, e.ends_at as event_end,
      coalesce((select jsonb_agg(jsonb_build_object('number', p.number, 'name', p.name)) from session_speakers l join speakers p on p.id = l.speaker_id where l.session_id = s.id), '[]'::jsonb) as speakers
    from sessions s join events e on e.id = s.event_id left join rooms r on r.id = s.room_id
    where s.event_id = ${eventId} and s.starts_at is not null and s.ends_at is not null and s.state not in ('rejected', 'withdrawn')`.execute(
    ctx.db,
  );
  const [first] = found.rows;
  return first ? findClashes(found.rows, { startsAt: first.eventStart, endsAt: first.eventEnd }) : new Map();
}

export type Row = Record<string, unknown> & { number: number; total: number; speakers?: [number, string][] };
type Part = RawBuilder<unknown>;
type List = { from: { table: string; select: Part; joins: Part }; where: Part[]; order: Part };

const counted = (column: string): Part =>
  sql`(select count(*)::int from sessions s where s.${sql.id(column)} = t.id) as sessions`;

const SPEAKERS = sql`(select jsonb_agg(jsonb_build_array(p.number, p.name) order by l.position) from session_speakers l join speakers p on p.id = l.speaker_id where l.session_id = t.id) as speakers`;
const HAS_SESSION = sql`exists (select 1 from session_speakers l where l.speaker_id = t.id)`;

/** How each list is read. Everything that somebody typed is a parameter. */
const LISTS: Record<Noun, (ctx: Ctx, query: RecordQuery & { clashing?: number[] }) => List> = {
  sessions: (_ctx, query) => ({
    from: {
      table: 'sessions',
      select: sql`tr.number as track, ro.number as room, ty.number as type, sl.url as slides_url, vi.url as video_url, ${SPEAKERS}`,
      joins: sql`left join tracks tr on tr.id = t.track_id left join rooms ro on ro.id = t.room_id left join session_types ty on ty.id = t.session_type_id
        left join media sl on sl.id = t.slides_id left join media vi on vi.id = t.video_id`,
    },
    where: [
      ...(query.q
        ? [
            sql`(t.title ilike ${containing(query.q)} or exists (select 1 from session_speakers l join speakers p on p.id = l.speaker_id where l.session_id = t.id and p.name ilike ${containing(query.q)}))`,
          ]
        : []),
      ...(query.state ? [sql`t.state = ${query.state}`] : []),
      ...referring('track_id', 'tr', query.track),
      ...referring('room_id', 'ro', query.room),
      ...referring('session_type_id', 'ty', query.type),
      ...(query.only === 'untimed' ? [sql`t.starts_at is null`] : []),
      ...(query.clashing ? [sql`t.number = any(${query.clashing})`] : []),
    ],
    order: sql`t.starts_at nulls last, t.number`,
  }),
  speakers: (_ctx, query) => ({
    from: {
      table: 'speakers',
      select: sql`pi.picture, (select count(*)::int from session_speakers l where l.speaker_id = t.id) as sessions`,
      joins: sql`left join pictures pi on pi.id = t.photo_id`,
    },
    where: [
      ...(query.q
        ? [
            sql`(t.name ilike ${containing(query.q)} or t.organisation ilike ${containing(query.q)} or t.email ilike ${containing(query.q)})`,
          ]
        : []),
      ...(query.only === 'alone' ? [sql`not ${HAS_SESSION}`] : []),
      ...(query.only === 'featured' ? [sql`t.featured`] : []),
    ],
    order: sql`lower(t.name), t.number`,
  }),
  rooms: (_ctx, query) => plain('rooms', counted('room_id'), query, sql`t.position, t.id`),
  tracks: (_ctx, query) => plain('tracks', counted('track_id'), query, sql`t.id`),
  types: (_ctx, query) => plain('sessionTypes', counted('session_type_id'), query, sql`t.id`),
  sponsors: (_ctx, query) => ({
    from: {
      table: 'sponsors',
      select: sql`pi.picture, 0 as sessions`,
      joins: sql`left join pictures pi on pi.id = t.logo_id`,
    },
    where: query.q ? [sql`(t.name ilike ${containing(query.q)} or t.type ilike ${containing(query.q)})`] : [],
    order: sql`t.level nulls last, t.id`,
  }),
  codes: (_ctx, query) => ({
    from: {
      table: 'accessCodes',
      select: typesOf('access_code_ticket_types', 'access_code_id'),
      joins: sql``,
    },
    where: query.q ? [sql`t.code ilike ${containing(query.q)}`] : [],
    order: sql`t.number desc`,
  }),
  discounts: ({ now }, query) => ({
    from: {
      table: 'discountCodes',
      select: sql`t.percent_bp as percent, t.amount_minor as amount, t.minimum_minor as minimum,
        nullif(t.minimum_tickets, 0) as minimum_tickets, ${typesOf('discount_code_ticket_types', 'discount_code_id')}`,
      joins: sql``,
    },
    where: [
      ...(query.q ? [sql`t.code ilike ${containing(query.q)}`] : []),
      ...(query.only && Object.hasOwn(WORKING, query.only)
        ? [WORKING[query.only as keyof typeof WORKING](new Date(now))]
        : []),
    ],
    order: sql`t.number desc`,
  }),
  taxes: (_ctx, query) =>
    plain(
      'taxRates',
      sql`t.rate_bp as percent, ${typesOf('ticket_type_tax_rates', 'tax_rate_id')}`,
      query,
      sql`t.number`,
    ),
  fees: (_ctx, query) =>
    plain(
      'ticketFees',
      sql`t.percent_bp as percent, t.fixed_minor as fixed, (select r.number from tax_rates r where r.id = t.tax_rate_id) as tax`,
      query,
      sql`t.number`,
    ),
};

/** Whether a discount code works at that moment, and why it does not. */
const WORKING = {
  working: (now: Date) =>
    sql`(t.starts_at is null or t.starts_at <= ${now}) and (t.ends_at is null or t.ends_at > ${now}) and (t.most_uses is null or t.used < t.most_uses)`,
  'not-yet': (now: Date) => sql`t.starts_at > ${now}`,
  ended: (now: Date) => sql`t.ends_at <= ${now}`,
  'used-up': (_now: Date) => sql`t.used >= t.most_uses`,
};

const typesOf = (table: string, owner: string): Part => sql`
  coalesce((select jsonb_agg(y.number order by y.number) from ${sql.id(table)} m
    join ticket_types y on y.id = m.ticket_type_id where m.${sql.id(owner)} = t.id), '[]'::jsonb) as types`;

function plain(table: string, select: Part, { q }: RecordQuery, order: Part): List {
  return { from: { table, select, joins: sql`` }, where: q ? [sql`t.name ilike ${containing(q)}`] : [], order };
}

function referring(column: string, alias: string, wanted: string | undefined): Part[] {
  if (!wanted) return [];
  return wanted === 'none'
    ? [sql`t.${sql.id(column)} is null`]
    : [sql`${sql.id(alias)}.number = ${/^\d{1,9}$/.test(wanted) ? Number(wanted) : 0}`];
}

function presentRow(noun: Noun, row: Row, place: { timeZone: string; currency: string }): RecordRow {
  const at = (column: string): Instant | null => (typeof row[column] === 'string' ? Date.parse(row[column]) : null);
  const { fields, title } = NOUN_FACTS[noun];
  return {
    number: row.number,
    title: String(row[title]),
    entries: Object.fromEntries(fields.map((field) => [field.name, entryOf(field, row, place)])),
    sessions: Number(row.sessions ?? 0),
    startsAt: at('starts_at'),
    endsAt: at('ends_at'),
    picture: presentPicture(row.picture ?? null, noun === 'sponsors' ? 'logo' : 'speaker'),
    uses: noun === 'discounts' ? { used: Number(row.used), forAll: Boolean(row.for_all) } : null,
  };
}

/** The text of a form's field. */
function entryOf(field: FormField, row: Row, { timeZone, currency }: { timeZone: string; currency: string }): string {
  const value = row[columnOf(field.name)];
  switch (field.kind) {
    case 'speakers':
      return (row.speakers ?? []).map(([number, name]) => choiceLine({ number, name })).join('\n');
    case 'ticketTypes':
      return (value as number[]).join('\n');
    case 'time':
      return localText(typeof value === 'string' ? Date.parse(value) : null, timeZone);
    case 'check':
      return value ? 'on' : '';
    case 'percent':
      return showPercent(field, value as number);
    case 'money':
      return showMoney(value as number, currency);
    default:
      return value === null || value === undefined ? '' : String(value);
  }
}

/** What `<input type="datetime-local">` shows. */
function localText(at: Instant | null, timeZone: string): string {
  return at === null ? '' : `${localDate(at, timeZone)}T${localClock(at, timeZone)}`;
}
