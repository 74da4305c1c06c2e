/** A record as programs of the team read it, derived from its declaration: every field, with its state. */
import { z } from '@hono/zod-openapi';
import { hidePrivate } from '#features/api-keys/server/present.ts';
import { presentPicture } from '#features/media/picture.ts';
import { seesPrivate } from '#features/organizers/server/policy.ts';
import { SESSION_STATES } from '#features/sessions/session.ts';
import type { Actor } from '#platform/ctx.ts';
import { moment } from '#platform/http/api-env.ts';
import { columnOf, type Field, type Fields, type FormField } from '#platform/records/field.ts';
import { isoUtc, isoWithOffset } from '#platform/time.ts';
import { NOUN_FACTS, type Noun } from '../nouns.ts';
import type { Row } from './queries.ts';
import { sentName } from './read-record-json.ts';

/** Files of sessions, which uploads will bring. */
const NOT_YET: Partial<Record<Noun, readonly string[]>> = { sessions: ['picture', 'audio'] };

type Part = { name: string; kind: Field['kind']; field: Field };

/** The fields of a record, by the names that answers have for them. */
function partsOf(noun: Noun): Part[] {
  const declared: Fields = NOUN_FACTS[noun].declared;
  return Object.entries(declared)
    .filter(([name]) => !NOT_YET[noun]?.includes(name))
    .map(([name, field]) =>
      field.form
        ? { name: field.form.name, kind: 'address', field }
        : { name: sentName({ name, kind: field.kind as FormField['kind'] }), kind: field.kind, field },
    );
}

export function recordJson(noun: Noun, component: string) {
  const shape = Object.fromEntries(
    partsOf(noun).map((part) => [part.name, isPrivate(part.field) ? hidePrivate(schemaOf(part)) : schemaOf(part)]),
  );
  return z
    .object({
      number: z.number().int().openapi({ description: 'Its number within the event' }),
      ...shape,
      version: z.number().int().openapi({ description: 'One more with each change' }),
      updatedAt: z.string().openapi({ format: 'date-time', description: 'In UTC' }),
    })
    .openapi(component);
}

/** Says something of a person that the public does not see. */
export function isPrivate({ personal, seenBy }: Field): boolean {
  return personal === true && !seenBy.includes('public');
}

/** `actor`: who reads it; what is private of people is left out for keys that may not see it. */
export function presentRecord(
  noun: Noun,
  row: Row,
  { timeZone, actor }: { timeZone: string; actor: Actor },
): Record<string, unknown> {
  const seesAll = seesPrivate(actor);
  const shown = partsOf(noun).filter(({ field }) => seesAll || !isPrivate(field));
  const parts = shown.map(({ name, kind, field }) => [
    name,
    presentField({ name, kind, field }, row, { noun, timeZone }),
  ]);
  return {
    number: row.number,
    ...Object.fromEntries(parts),
    version: Number(row.version),
    updatedAt: isoUtc(Date.parse(String(row.updated_at))),
  };
}

/** The state of a record. Where times are said in the event's zone, another zone is another state. */
export function tagOf(noun: Noun, row: Row, timeZone: string): string {
  const hasTimes = Object.values(NOUN_FACTS[noun].declared).some(({ kind }) => kind === 'time');
  return `"${Number(row.version)}${hasTimes ? `-${timeZone}` : ''}"`;
}

function schemaOf({ kind, field }: Part): z.ZodType {
  switch (kind) {
    case 'check':
      return z.boolean();
    case 'whole':
      return z.number().int().nullable();
    case 'degrees':
      return z.number().nullable();
    case 'percent':
      return z.number().openapi({ description: 'In percent', example: 7.5 });
    case 'money':
      return z.number().int().openapi({ description: 'In the minor unit of the event’s currency' });
    case 'time':
      return moment.nullable();
    case 'state':
      return z.enum(SESSION_STATES);
    case 'choice':
      return z.enum((field.options ?? []).map(({ value }) => value));
    case 'track':
    case 'room':
    case 'type':
    case 'taxRate':
      return z.number().int().nullable().openapi({ description: 'Its number; null for none' });
    case 'speakers':
    case 'ticketTypes':
      return z.array(z.number().int()).openapi({ description: 'Their numbers' });
    case 'media':
      return z.string().nullable().openapi({
        format: 'uri-reference',
        description: 'The address of a picture on this host; null where there is none',
      });
    case 'links':
      return z.array(z.object({ title: z.string(), url: z.string() }));
    default:
      return field.description ? z.string().openapi({ description: field.description }) : z.string();
  }
}

function presentField(
  { name, kind, field }: Part,
  row: Row,
  { noun, timeZone }: { noun: Noun; timeZone: string },
): unknown {
  const column = columnOf(kind === 'money' ? name.replace(/Minor$/, '') : name);
  const value = row[column];
  switch (kind) {
    case 'check':
      return Boolean(value);
    case 'percent':
      return Number(value ?? 0) / 100;
    case 'money':
      return Number(value ?? 0);
    case 'time':
      return typeof value === 'string' ? isoWithOffset(Date.parse(value), timeZone) : null;
    case 'speakers':
      return (row.speakers ?? []).map(([number]) => number);
    case 'ticketTypes':
    case 'links':
      return value ?? [];
    case 'media':
      return presentPicture(row.picture ?? null, noun === 'sponsors' ? 'logo' : 'speaker')?.src ?? null;
    case 'address':
      return value ?? '';
    default:
      return value ?? field.blank;
  }
}
