/** The records of an event over REST, for its team: five operations for each noun, derived from its declaration. */
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventByKey, type EventScope } from '#features/events/server/policy.ts';
import { getEvent } from '#features/events/server/queries.ts';
import type { Right } from '#features/organizers/organizer.ts';
import { PERSONAL } from '#features/organizers/scopes.ts';
import { seesPrivate } from '#features/organizers/server/policy.ts';
import { SESSION_STATES } from '#features/sessions/session.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden, Invalid, NotFound, problem } from '#platform/errors.ts';
import { type ApiEnv, numberParameter, slugParameter, wholePositive } from '#platform/http/api-env.ts';
import { nextJson, nextPage, pageParameters, readCursor } from '#platform/http/cursor.ts';
import { type Answered, type Asked, mountOperation, type Operation } from '#platform/http/operation.ts';
import { LARGEST_NUMBER } from '#platform/ids.ts';
import type { Field } from '#platform/records/field.ts';
import { DAY_MS, type Instant, isInRange, isoUtc } from '#platform/time.ts';
import { isOfSale, NOUN_FACTS, NOUNS, type Noun } from '../nouns.ts';
import { findSafeMoment, listDeleted, listRows, type Row } from './queries.ts';
import { blankValues, readBody, recordBody, sentName } from './read-record-json.ts';
import { updateRecords } from './update-records.ts';
import { isPrivate, presentRecord, recordJson, tagOf } from './write-record-json.ts';

/** What is said of a new record in the examples. */
const EXAMPLES: Record<Noun, object> = {
  sessions: { title: 'How lighthouses agree', state: 'accepted' },
  speakers: { name: 'Mira Lind', pronouns: 'she/her' },
  rooms: { name: 'Boat hall', capacity: 120 },
  tracks: { name: 'Signals', color: '#336699' },
  types: { name: 'Workshop', minutes: 90 },
  sponsors: { name: 'Wick & Co', level: 1 },
  codes: { code: 'FRIENDS-2027', types: [1] },
  discounts: { code: 'EARLY-2027', kind: 'percent', percent: 10 },
  taxes: { name: 'VAT', percent: 19 },
  fees: { name: 'Service', fixedMinor: 150 },
};

/** Tombstones are kept that long. */
const LONGEST_MS = 30 * DAY_MS;

export function mountRecordsApi(api: OpenAPIHono<ApiEnv>): void {
  for (const noun of NOUNS) mountNoun(api, noun);
}

function mountNoun(api: OpenAPIHono<ApiEnv>, noun: Noun): void {
  const { one, many, see, add, edit, remove } = NOUN_FACTS[noun];
  const list = `/api/v1/events/{slug}/records/${many.replaceAll(' ', '-')}`;
  const Name = one.replaceAll(/(?:^| )(\w)/g, (_all, letter: string) => letter.toUpperCase());
  const record = recordJson(noun, `${Name}Record`);
  const body = recordBody(noun);
  const example = EXAMPLES[noun];
  const shared = { tag: isOfSale(noun) ? 'Tickets' : 'Programme', tagged: true, params: numberParameter };
  const operation = (one: Omit<Operation<Right>, 'tag' | 'params'> & { params?: z.ZodObject }): Operation<Right> => ({
    ...shared,
    ...one,
  });

  mount(
    operation({
      id: `list${Name}Records`,
      method: 'get',
      path: list,
      params: slugParameter,
      tagged: false,
      right: see,
      summary: `The ${many} of an event, as its team has them`,
      description:
        'By number, page by page. With `updatedSince` only what was written since, and in `deleted`, on the first page, what went.',
      query: listQuery(noun),
      answer: { status: 200, description: `The ${many}`, schema: listJson(noun, record) },
    }),
    (ctx, scope, asked) => listPage(ctx, scope, noun, asked),
  );
  mount(
    operation({
      id: `get${Name}Record`,
      method: 'get',
      path: `${list}/{number}`,
      right: see,
      summary: `One ${one}, as the team has it`,
      answer: { status: 200, description: `The ${one}`, schema: record },
    }),
    (ctx, scope, { params }) => answerOne(ctx, scope, noun, params.number),
  );
  mount(
    operation({
      id: `create${Name}`,
      method: 'post',
      path: list,
      params: slugParameter,
      right: add,
      summary: `Add a ${one}`.replace(' a a', ' an a'),
      description: 'What is not said is empty. Fields that are not described are refused.',
      body: { schema: body.create, example },
      answer: { status: 201, description: `The new ${one}; \`Location\` says where it is`, schema: record },
      refused: { 409: '`conflict`: an event has no more of them' },
    }),
    async (ctx, scope, { body, path }) => {
      const values = { ...blankValues(noun), ...readBody(noun, body) };
      const { created } = await withSentNames(noun, () => updateRecords(ctx, scope, noun, { create: [values] }));
      const number = created[0] as number;
      return { ...(await answerOne(ctx, scope, noun, number)), location: `${path}/${number}` };
    },
  );
  mount(
    operation({
      id: `update${Name}`,
      method: 'patch',
      path: `${list}/{number}`,
      right: edit,
      summary: `Change a ${one}`.replace(' a a', ' an a'),
      description: 'A merge patch: what is not said stays as it is. Fields that are not described are refused.',
      body: { schema: body.change, example: Object.fromEntries(Object.entries(example).slice(-1)) },
      answer: { status: 200, description: `The ${one} as it is now`, schema: record },
    }),
    async (ctx, scope, { params: { number }, body, requireMatch }) => {
      await requireState(ctx, scope, { noun, number, requireMatch });
      const change = [{ number, values: readBody(noun, body) }];
      await withSentNames(noun, () => updateRecords(ctx, scope, noun, { change }));
      return answerOne(ctx, scope, noun, number);
    },
  );
  mount(
    operation({
      id: `delete${Name}`,
      method: 'delete',
      path: `${list}/{number}`,
      right: remove,
      summary: `Delete a ${one}`.replace(' a a', ' an a'),
      answer: { status: 204, description: 'It is gone' },
    }),
    async (ctx, scope, { params: { number }, requireMatch }) => {
      await requireState(ctx, scope, { noun, number, requireMatch });
      await updateRecords(ctx, scope, noun, { remove: [number] });
      return {};
    },
  );

  function mount(
    operation: Operation<Right>,
    act: (ctx: Ctx, scope: EventScope, asked: Asked) => Promise<Answered>,
  ): void {
    mountOperation(
      api,
      operation,
      (ctx, { params }) => authoriseEventByKey(ctx, params.slug, operation.right),
      (ctx, asked, scope) => act(ctx, scope, asked),
    );
  }
}

/** Kinds that a list can be asked for by: values that are short and exact. */
const FILTERS = ['state', 'choice', 'check', 'track', 'room', 'type', 'code', 'email'];

function filtersOf(noun: Noun): [name: string, field: Field][] {
  const { declared, title } = NOUN_FACTS[noun];
  return Object.entries(declared).filter(
    ([name, { kind, form }]) => name === title || (form === undefined && FILTERS.includes(kind)),
  );
}

const date = z.iso.datetime({ offset: true });
function listQuery(noun: Noun): z.ZodObject {
  const filters = filtersOf(noun).map(([name, field]) => {
    const description = `Only those with exactly this \`${name}\``;
    return [
      name,
      filterOf(field)
        .optional()
        .openapi({ param: { name, in: 'query', description } }),
    ];
  });
  return z.object({
    ...pageParameters,
    updatedSince: date.optional().openapi({
      format: 'date-time',
      description: 'The `asOf` of an earlier answer, at most 30 days old: only what was written or deleted since',
    }),
    ...Object.fromEntries(filters),
  });
}

function filterOf({ kind, options = [] }: Field): z.ZodType {
  switch (kind) {
    case 'state':
      return z.enum(SESSION_STATES);
    case 'choice':
      return z.enum(options.map(({ value }) => value));
    case 'check':
      return z
        .enum(['true', 'false'])
        .transform((text) => text === 'true')
        .openapi({ type: 'boolean' });
    case 'track':
    case 'room':
    case 'type':
      return wholePositive.openapi({ type: 'integer', minimum: 1 });
    default:
      return z.string().max(300);
  }
}

function listJson(noun: Noun, record: z.ZodType) {
  return z.object({
    [listName(noun)]: z.array(record),
    next: nextJson,
    asOf: z.string().openapi({
      format: 'date-time',
      description: 'Of when the list is: `updatedSince` of the next time',
    }),
    deleted: z
      .array(z.object({ number: z.number().int(), deletedAt: z.string().openapi({ format: 'date-time' }) }))
      .optional()
      .openapi({ description: 'With `updatedSince`, on the first page: what was deleted since' }),
  });
}

/** `sessionTypes` for "session types". */
function listName(noun: Noun): string {
  return NOUN_FACTS[noun].many.replaceAll(/ (\w)/g, (_all, letter: string) => letter.toUpperCase());
}

async function listPage(ctx: Ctx, scope: EventScope, noun: Noun, { query, path }: Asked): Promise<Answered> {
  const { limit, after, updatedSince, ...equal } = query as { limit: number; after?: string; updatedSince?: string };
  requireMayAskFor(ctx, noun, equal);
  const of = { path, equal, updatedSince };
  const since = updatedSince === undefined ? undefined : readSince(ctx, updatedSince);
  // Before anything is read.
  const place =
    after === undefined ? { after: 0, asOf: await findSafeMoment(ctx) } : readCursor(after, of, LARGEST_NUMBER);
  const { timeZone } = await getEvent(ctx, scope);
  const rows = await listRows(ctx, scope, noun, { after: place.after, limit: limit + 1, equal, since });
  const page = rows.slice(0, limit);
  const deleted = since !== undefined && after === undefined ? await listDeleted(ctx, scope, noun, since) : undefined;
  const next =
    rows.length > limit
      ? nextPage(path, { ...equal, updatedSince, limit }, { after: (page.at(-1) as Row).number, asOf: place.asOf }, of)
      : null;
  return {
    body: {
      [listName(noun)]: page.map((row) => presentRecord(noun, row, { timeZone, actor: ctx.actor })),
      next,
      asOf: isoUtc(place.asOf),
      ...(deleted && { deleted: deleted.map(({ number, deletedAt }) => ({ number, deletedAt: isoUtc(deletedAt) })) }),
    },
    next,
  };
}

/** Who does not see a field does not find by it either. @throws Forbidden for a key without that scope */
function requireMayAskFor({ actor }: Ctx, noun: Noun, equal: Record<string, unknown>): void {
  const { declared } = NOUN_FACTS[noun];
  const asks = Object.keys(equal).some((name) => equal[name] !== undefined && isPrivate(declared[name] as Field));
  if (asks && !seesPrivate(actor)) throw new Forbidden('forbidden.scope', { scope: PERSONAL });
}

/** @throws Invalid for a moment out of range, or of which no tombstones are left */
function readSince(ctx: Ctx, text: string): Instant {
  const at = Date.parse(text);
  const code = isInRange(at) ? 'field.updated_since' : 'field.moment';
  if (!isInRange(at) || at < ctx.now - LONGEST_MS)
    throw new Invalid('bad_request.not_described', [problem('updatedSince', code)]);
  return at;
}

async function findRow(ctx: Ctx, scope: EventScope, noun: Noun, number: number): Promise<Row> {
  const [row] = await listRows(ctx, scope, noun, { after: 0, limit: 1, number });
  if (!row) throw new NotFound(`not_found.${NOUN_FACTS[noun].one.replace(' ', '_')}`, { number });
  return row;
}

async function answerOne(ctx: Ctx, scope: EventScope, noun: Noun, number: number): Promise<Answered> {
  const row = await findRow(ctx, scope, noun, number);
  const { timeZone } = await getEvent(ctx, scope);
  return { body: presentRecord(noun, row, { timeZone, actor: ctx.actor }), tag: tagOf(noun, row, timeZone) };
}

/** Nobody else edits the event until the transaction ends. @throws PreconditionFailed, NotFound */
async function requireState(
  ctx: Ctx,
  scope: EventScope,
  { noun, number, requireMatch }: Pick<Asked, 'requireMatch'> & { noun: Noun; number: number },
): Promise<void> {
  await lockEvent(ctx, scope);
  const row = await findRow(ctx, scope, noun, number);
  const { timeZone } = await getEvent(ctx, scope);
  requireMatch(tagOf(noun, row, timeZone));
}

/** Names what is wrong as it was sent. */
async function withSentNames<Done>(noun: Noun, work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Invalid)
      for (const found of error.problems) {
        const field = NOUN_FACTS[noun].fields.find(({ name }) => name === found.where);
        if (field) found.where = sentName(field);
      }
    throw error;
  }
}
