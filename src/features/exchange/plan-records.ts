/**
 * Matching records of a file with records that are there, and what follows for each. Knows nothing of what they are.
 */
import { LARGEST_ASKED_NUMBER } from '#platform/ids.ts';
import type { Said } from './conference.ts';
import type { Known } from './known-conference.ts';
import { onlySaid } from './only-said.ts';

type Keyed = { key: string; number: number };
/** A record as a file says it; names are there, everything else may be. */
type GivenRecord<T extends Keyed> = Said<T> & Record<string, unknown>;

export type Matched<T extends Keyed> = { said: GivenRecord<T>; known: Known<T> | undefined; number: number };

export type Change<T> =
  | { kind: 'create'; value: T; sourceKey: string }
  | { kind: 'update'; id: number; value: T; sourceKey: string; fields: string[] };

/** What identifies a record but is no change of it. */
const IDENTITY = new Set(['key', 'number', 'guid', 'uid', 'updatedAt', 'sequence']);

/** What a record can be known by, the surest first; undefined where it has no such name. */
export type Names = (string | undefined)[];

/**
 * Pairs each record of the file with one that is there: by the name that its source gave it, else by one of `names`.
 * What is surest comes first for all records of the file, so that nothing is taken from another that it fits better. No
 * record is paired twice. New records get the number that the file asks for, or the next free.
 */
export function matchRecords<T extends Keyed, S extends Said<T>>(
  said: S[],
  known: Known<T>[],
  names: (record: S & T) => Names,
): Matched<T>[] {
  const importedNames = said.map((record) => [`source:${record.key}`, ...names(record as unknown as S & T)]);
  const knownNames = known.map((record) => [
    record.sourceKey ? `source:${record.sourceKey}` : undefined,
    ...names(record as unknown as S & T),
  ]);
  const paired: (Known<T> | undefined)[] = said.map(() => undefined);
  const taken = new Set<Known<T>>();
  const ranks = Math.max(0, ...importedNames.map((list) => list.length));
  for (let rank = 0; rank < ranks; rank += 1) {
    const waiting = Map.groupBy([...known.entries()].reverse(), ([i]) => knownNames[i]?.[rank]);
    for (const [i, list] of importedNames.entries()) {
      const name = list[rank];
      if (paired[i] || name === undefined) continue;
      const record = nextFree(waiting.get(name), taken);
      if (!record) continue;
      paired[i] = record;
      taken.add(record);
    }
  }
  const numbers = assignNumbers(said as unknown as GivenRecord<T>[], paired, known);
  return said.map((record, i) => ({
    said: record as unknown as GivenRecord<T>,
    known: paired[i],
    number: numbers[i] as number,
  }));
}

/** The first of those that wait, which stand in reverse, that is not taken; none of them is asked again. */
function nextFree<T extends Keyed>(
  waiting: [number, Known<T>][] | undefined,
  taken: Set<Known<T>>,
): Known<T> | undefined {
  for (let next = waiting?.pop(); next; next = waiting?.pop()) if (!taken.has(next[1])) return next[1];
  return undefined;
}

function assignNumbers<T extends Keyed>(
  said: GivenRecord<T>[],
  paired: (Known<T> | undefined)[],
  known: Known<T>[],
): number[] {
  const taken = new Set(known.map((record) => record.number));
  const preferred = said.map((record, i) => {
    const partner = paired[i];
    if (partner) return partner.number;
    const wanted = record.number as number | undefined;
    if (!wanted || wanted > LARGEST_ASKED_NUMBER || taken.has(wanted)) return undefined;
    taken.add(wanted);
    return wanted;
  });
  let next = 1;
  return preferred.map((number) => {
    if (number !== undefined) return number;
    while (taken.has(next)) next += 1;
    taken.add(next);
    return next;
  });
}

/** What follows for each matched record: a creation, an update of what differs, or nothing. */
export function planRecords<T extends Keyed>(
  matched: Matched<T>[],
  same: (known: unknown, said: unknown) => boolean,
  create: (said: GivenRecord<T> & { number: number }, sourceKey: string) => T,
): Change<T>[] {
  return matched.flatMap(({ said, known, number }): Change<T>[] => {
    const sourceKey = said.key;
    if (!known)
      return [
        {
          kind: 'create',
          sourceKey,
          value: create({ ...(onlySaid(said) as GivenRecord<T>), key: String(number), number }, sourceKey),
        },
      ];
    const { id, sourceKey: knownKey, ...current } = known as Known<T> & Record<string, unknown>;
    const changed = Object.entries(said).filter(
      ([name, value]) =>
        value !== undefined && !IDENTITY.has(name) && !same((current as Record<string, unknown>)[name], value),
    );
    const fields = changed.map(([name]) => name);
    if (fields.length === 0) return [];
    return [
      {
        kind: 'update',
        id,
        sourceKey: knownKey || sourceKey,
        fields,
        value: { ...current, ...Object.fromEntries(changed) } as unknown as T,
      },
    ];
  });
}
