/** Reading the records of an event as the team sees them, in a fixed number of statements. */
import { type RawBuilder, sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import { type Picture, presentPicture } from '#features/media/picture.ts';
import { type Clash, findClashes, type PlacedSession } from '#features/sessions/clash.ts';
import type { Ctx } from '#platform/ctx.ts';
import { containing } from '#platform/db/containing.ts';
import { NotFound } from '#platform/errors.ts';
import type { Entries } from '#platform/merge-edit.ts';
import { type Instant, localClock, localDate } from '#platform/time.ts';
import { columnOf } from '#platform/records/field.ts';
import { type Choice, type Choices, NO_CHOICES, NOUN_FACTS, type Noun, speakerLine } from '../nouns.ts';

/** Records on one page of a list. */
export const PAGE_SIZE = 50;

export type Wish = {
  /** Words in its title or name, or in the names of who speaks. */
  q?: string;
  /** Sessions in that state; of that track, room or type by number, `none` for those without. */
  state?: string;
  track?: string;
  room?: string;
  type?: string;
  /** `clash`: sessions with hints; `untimed`: without a time; `alone`: speakers without a session. */
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
};

/** What can be chosen in the event; speakers only where `withSpeakers`. */
export async function loadChoices(
  ctx: Ctx,
  { eventId }: EventScope,
  noun: Noun,
  withSpeakers = false,
): Promise<Choices> {
  if (noun !== 'sessions') return NO_CHOICES;
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
    tracks: await named('tracks'),
    rooms: await named('rooms'),
    types,
    speakers: withSpeakers ? await named('speakers') : [],
  };
}

/** The records that a wish finds, with how many there are in all. */
export async function listRecords(
  ctx: Ctx,
  scope: EventScope,
  noun: Noun,
  place: { timeZone: string },
  wish: Wish,
): Promise<{ rows: RecordRow[]; total: number; clashes: Map<number, Clash[]> }> {
  const clashes = noun === 'sessions' ? await loadClashes(ctx, scope) : new Map<number, Clash[]>();
  const { from, where, order } = LISTS[noun](scope, {
    ...wish,
    ...(wish.only === 'clash' ? { clashing: [...clashes.keys()] } : {}),
  });
  const size = wish.page === undefined ? sql`` : sql` limit ${PAGE_SIZE} offset ${(wish.page - 1) * PAGE_SIZE}`;
  const conditions = sql.join(
    [sql`t.event_id = ${scope.eventId}`, ...(wish.numbers ? [sql`t.number = any(${wish.numbers})`] : []), ...where],
    sql` and `,
  );
  const found = await sql<{ row: Row }>`
    select to_jsonb(f) as row from (
      select t.*, count(*) over ()::int as total, ${from.select} from ${sql.table(from.table)} t ${from.joins} where ${conditions} order by ${order} ${size}
    ) f`.execute(ctx.db);
  const rows = found.rows.map(({ row }) => presentRow(noun, row, place.timeZone));
  return { rows, total: found.rows[0]?.row.total ?? 0, clashes };
}

/** One of them. @throws NotFound */
export async function getRecord(
  ctx: Ctx,
  scope: EventScope,
  noun: Noun,
  place: { timeZone: string },
  number: number,
): Promise<RecordRow & { clashes: Clash[] }> {
  const { rows, clashes } = await listRecords(ctx, scope, noun, place, { numbers: [number] });
  const [row] = rows;
  if (!row) throw new NotFound(`There is no ${NOUN_FACTS[noun].one} ${number} in this event`);
  return { ...row, clashes: clashes.get(number) ?? [] };
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

type Row = Record<string, unknown> & { number: number; total: number; speakers?: [number, string][] };
type Part = RawBuilder<unknown>;
type List = { from: { table: string; select: Part; joins: Part }; where: Part[]; order: Part };

const counted = (column: string): Part =>
  sql`(select count(*)::int from sessions s where s.${sql.id(column)} = t.id) as sessions`;

const SPEAKERS = sql`(select jsonb_agg(jsonb_build_array(p.number, p.name) order by l.position) from session_speakers l join speakers p on p.id = l.speaker_id where l.session_id = t.id) as speakers`;
const HAS_SESSION = sql`exists (select 1 from session_speakers l where l.speaker_id = t.id)`;

/** How each list is read. Everything that somebody typed is a parameter. */
const LISTS: Record<Noun, (scope: EventScope, wish: Wish & { clashing?: number[] }) => List> = {
  sessions: (_scope, wish) => ({
    from: {
      table: 'sessions',
      select: sql`tr.number as track, ro.number as room, ty.number as type, sl.url as slides_url, vi.url as video_url, ${SPEAKERS}`,
      joins: sql`left join tracks tr on tr.id = t.track_id left join rooms ro on ro.id = t.room_id left join session_types ty on ty.id = t.session_type_id
        left join media sl on sl.id = t.slides_id left join media vi on vi.id = t.video_id`,
    },
    where: [
      ...(wish.q
        ? [
            sql`(t.title ilike ${containing(wish.q)} or exists (select 1 from session_speakers l join speakers p on p.id = l.speaker_id where l.session_id = t.id and p.name ilike ${containing(wish.q)}))`,
          ]
        : []),
      ...(wish.state ? [sql`t.state = ${wish.state}`] : []),
      ...referring('track_id', 'tr', wish.track),
      ...referring('room_id', 'ro', wish.room),
      ...referring('session_type_id', 'ty', wish.type),
      ...(wish.only === 'untimed' ? [sql`t.starts_at is null`] : []),
      ...(wish.clashing ? [sql`t.number = any(${wish.clashing})`] : []),
    ],
    order: sql`t.starts_at nulls last, t.number`,
  }),
  speakers: (_scope, wish) => ({
    from: {
      table: 'speakers',
      select: sql`pi.picture, (select count(*)::int from session_speakers l where l.speaker_id = t.id) as sessions`,
      joins: sql`left join pictures pi on pi.id = t.photo_id`,
    },
    where: [
      ...(wish.q
        ? [
            sql`(t.name ilike ${containing(wish.q)} or t.organisation ilike ${containing(wish.q)} or t.email ilike ${containing(wish.q)})`,
          ]
        : []),
      ...(wish.only === 'alone' ? [sql`not ${HAS_SESSION}`] : []),
      ...(wish.only === 'featured' ? [sql`t.featured`] : []),
    ],
    order: sql`lower(t.name), t.number`,
  }),
  rooms: (_scope, wish) => plain('rooms', counted('room_id'), wish, sql`t.position, t.id`),
  tracks: (_scope, wish) => plain('tracks', counted('track_id'), wish, sql`t.id`),
  types: (_scope, wish) => plain('sessionTypes', counted('session_type_id'), wish, sql`t.id`),
  sponsors: (_scope, wish) => ({
    from: {
      table: 'sponsors',
      select: sql`pi.picture, 0 as sessions`,
      joins: sql`left join pictures pi on pi.id = t.logo_id`,
    },
    where: wish.q ? [sql`(t.name ilike ${containing(wish.q)} or t.type ilike ${containing(wish.q)})`] : [],
    order: sql`t.level nulls last, t.id`,
  }),
};

function plain(table: string, select: Part, { q }: Wish, order: Part): List {
  return { from: { table, select, joins: sql`` }, where: q ? [sql`t.name ilike ${containing(q)}`] : [], order };
}

function referring(column: string, alias: string, wanted: string | undefined): Part[] {
  if (!wanted) return [];
  return wanted === 'none'
    ? [sql`t.${sql.id(column)} is null`]
    : [sql`${sql.id(alias)}.number = ${/^\d{1,9}$/.test(wanted) ? Number(wanted) : 0}`];
}

function presentRow(noun: Noun, row: Row, timeZone: string): RecordRow {
  const at = (column: string): Instant | null => (typeof row[column] === 'string' ? Date.parse(row[column]) : null);
  const entries: Entries = {};
  for (const { name, kind } of NOUN_FACTS[noun].fields) {
    const value = row[columnOf(name)];
    if (kind === 'speakers')
      entries[name] = (row.speakers ?? []).map(([number, title]) => speakerLine({ number, name: title })).join('\n');
    else if (kind === 'time') entries[name] = localText(typeof value === 'string' ? Date.parse(value) : null, timeZone);
    else if (kind === 'check') entries[name] = value ? 'on' : '';
    else entries[name] = value === null || value === undefined ? '' : String(value);
  }
  const picture = presentPicture(row.picture ?? null, noun === 'sponsors' ? 'logo' : 'speaker');
  return {
    number: row.number,
    title: String(row.title ?? row.name),
    entries,
    sessions: Number(row.sessions ?? 0),
    startsAt: at('starts_at'),
    endsAt: at('ends_at'),
    picture,
  };
}

/** What `<input type="datetime-local">` shows. */
function localText(at: Instant | null, timeZone: string): string {
  return at === null ? '' : `${localDate(at, timeZone)}T${localClock(at, timeZone)}`;
}
