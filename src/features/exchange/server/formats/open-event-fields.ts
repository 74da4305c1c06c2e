/** Fields of a noun in an Open Event archive, under the names that their declarations give. */
import type { MediaRef } from '#features/exchange/conference.ts';
import { type Field, type Fields, isReference, namesIn, type ValuesOf } from '#platform/records/field.ts';
import { onlySaid } from '../../only-said.ts';
import { addressOf } from './address-of.ts';
import type { Remarks } from './collect-remarks.ts';
import type { AddMedia } from './gather-media.ts';
import { mediaRef } from './open-event-media.ts';
import { isOn, type OpenRecord } from './open-event-record.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

type Place = {
  /** As remarks name the nouns: `speakers`. */
  nouns: string;
  /** As remarks name this one. */
  element: string;
  files: Map<string, unknown>;
  remarks: Remarks;
};

/**
 * What the record says of the fields, without those that it does not mention. Numbers, colours, times, links and what
 * points at other records are read by the noun's own reader.
 */
export function readFields<F extends Fields>(record: OpenRecord, fields: F, place: Place): Partial<ValuesOf<F>> {
  const read = ([name, field]: [string, Field]): [string, unknown][] => {
    const names = namesIn('openEvent', field);
    return names.length === 0 ? [] : [[name, readField(record, name, names, field, place)]];
  };
  return onlySaid(Object.fromEntries(Object.entries(fields).flatMap(read))) as Partial<ValuesOf<F>>;
}

function readField(record: OpenRecord, name: string, names: string[], { kind }: Field, place: Place): unknown {
  switch (kind) {
    case 'line':
    case 'email':
      return record.line(...names);
    case 'area':
      return record.block(...names);
    case 'address':
      return addressOf(record.line(...names), `${place.nouns}.${names[0]}`, place);
    case 'media':
      return mediaRef(record.line(...names), name, place.element, place);
    case 'check': {
      const value = record.raw(...names);
      return value === undefined ? undefined : isOn(value);
    }
    default:
      return undefined;
  }
}

export type Writing = {
  /** Where the files of a field lie within the archive, without their ending: `images/speakers/Ada_1`. */
  fileOf: (field: string) => string;
  addMedia: AddMedia;
  includePrivate: boolean | undefined;
};

/** The fields as the archive writes them; those of the team only in its own copy. Times and references are left out. */
export async function writeFields<F extends Fields>(
  values: ValuesOf<F>,
  fields: F,
  { fileOf, addMedia, includePrivate }: Writing,
): Promise<Record<string, Json>> {
  const out: Record<string, Json> = {};
  for (const [name, field] of Object.entries(fields)) {
    const [key] = namesIn('openEvent', field);
    if (key === undefined || (!includePrivate && !field.seenBy.includes('public'))) continue;
    const value = values[name];
    if (field.kind === 'media') out[key] = await addMedia(value as MediaRef | null, fileOf(name));
    else if (field.kind !== 'time' && !isReference(field)) out[key] = value as Json;
  }
  return out;
}

/** The members in the order of the Open Event server: the listed ones first, the rest by alphabet. */
export function inOrder(listed: readonly string[], members: Record<string, Json>): Json {
  const rest = Object.keys(members).filter((name) => !listed.includes(name));
  const names = [...listed.filter((name) => name in members), ...rest.sort()];
  return Object.fromEntries(names.map((name) => [name, members[name] as Json]));
}
