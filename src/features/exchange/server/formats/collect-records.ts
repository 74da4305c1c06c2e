import { cleanGuid, cleanLine, cleanNumber, nameKey } from './clean-text.ts';
import { nameElement, type Remarks } from './collect-remarks.ts';
import { refusal } from './refuse-file.ts';

type Keyed = { key: string; name: string; number?: number; guid?: string };
export type Given<T extends Keyed> = Omit<T, 'key' | 'number' | 'guid'> & { id?: string; guid?: string };

/** The tracks, rooms, types or speakers of one file, each once however often it is mentioned. */
export type Shelf<T extends Keyed> = {
  /** Puts a record there, or completes the one that is there already. Returns its key. */
  put: (record: Given<T>) => string;
  keyOfId: (id: string) => string | undefined;
  keyOfName: (name: string) => string | undefined;
  get: (key: string) => T | undefined;
  all: () => T[];
};

type Store<T> = {
  records: Map<string, T>;
  byId: Map<string, string>;
  byName: Map<string, string>;
  numbers: Set<number>;
  /** Spellings that were told to be those of a record with another. */
  spellings: Set<string>;
};

/**
 * An empty shelf for records of one `kind` (`speaker`).
 *
 * The key of a record is its UUID, else its id, else `name:` and its normalised name: the same in the next version of
 * the file. Where two things of different names claim one id, the second is kept under its name and remarked.
 */
export function collectRecords<T extends Keyed>(kind: string, most: number, remarks: Remarks): Shelf<T> {
  const store: Store<T> = {
    records: new Map(),
    byId: new Map(),
    byName: new Map(),
    numbers: new Set(),
    spellings: new Set(),
  };
  const put = (given: Given<T>): string => {
    const { id, guid: rawGuid, ...rest } = given;
    const guid = cleanGuid(rawGuid ?? '');
    const name = cleanLine(given.name);
    const plain = { id: id?.trim() ?? '', guid, name };
    const key = keyFor(plain, store, kind, remarks);
    const known = store.records.get(key);
    if (known && known.name !== name) reportOtherSpelling(known.name, name, store, kind, remarks);
    if (known) complete(known, rest, plain, store);
    else addRecord({ ...rest, name } as unknown as T, key, plain, store);
    if (store.records.size > most) {
      throw refusal('too_large.records', { where: kind }, { most, kind: `${kind}s` });
    }
    return key;
  };
  return {
    put,
    keyOfId: (id) => store.byId.get(id.trim()),
    keyOfName: (name) => store.byName.get(nameKey(name)),
    get: (key) => store.records.get(key),
    all: () => [...store.records.values()],
  };
}

function reportOtherSpelling<T extends Keyed>(
  kept: string,
  name: string,
  store: Store<T>,
  kind: string,
  remarks: Remarks,
): void {
  if (store.spellings.has(name)) return;
  store.spellings.add(name);
  remarks.mend(nameElement(kind, undefined, name), 'taken_for', { name: kept });
}

type Plain = { id: string; guid: string; name: string };

function keyFor<T extends Keyed>(given: Plain, store: Store<T>, kind: string, remarks: Remarks): string {
  const byName = `name:${nameKey(given.name)}`;
  const own = given.guid || given.id;
  if (own === '') return store.byName.get(nameKey(given.name)) ?? byName;
  const key = store.records.has(own) ? own : (store.byId.get(given.guid) ?? store.byId.get(given.id) ?? own);
  const holder = store.records.get(key);
  if (!holder) return store.records.has(byName) ? byName : key;
  if (nameKey(holder.name) === nameKey(given.name)) return key;
  if (!store.records.has(byName)) {
    remarks.mend(nameElement(kind, given.id || given.guid, given.name), 'shared_record_id', { name: holder.name });
  }
  return byName;
}

function addRecord<T extends Keyed>(record: T, key: string, given: Plain, store: Store<T>): void {
  record.key = key;
  const named = key.startsWith('name:');
  const number = named ? undefined : cleanNumber(given.id);
  if (number !== undefined && !store.numbers.has(number)) {
    record.number = number;
    store.numbers.add(number);
  }
  if (key === given.guid) record.guid = given.guid;
  store.records.set(key, record);
  if (!named && given.id && !store.byId.has(given.id)) store.byId.set(given.id, key);
  if (!named && given.guid) store.byId.set(given.guid, key);
  const name = nameKey(given.name);
  if (!store.byName.has(name)) store.byName.set(name, key);
}

/** Fills what the record lacks from another mention of it, which may be the first to give its id. */
function complete<T extends Keyed>(known: T, mention: object, given: Plain, store: Store<T>): void {
  if (given.id && !store.byId.has(given.id)) store.byId.set(given.id, known.key);
  const target = known as Record<string, unknown>;
  for (const [field, value] of Object.entries(mention)) {
    if (value === undefined || field === 'name') continue;
    const present = target[field];
    if (present === undefined || ((present === '' || present === null) && value !== '')) target[field] = value;
  }
}
