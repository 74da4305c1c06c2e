/**
 * What a process remembers of something that has a stamp in the database, which changes with it: an event and what is
 * set for it. Who has read the stamp knows that all under it is as it was. So nothing remembered is ever out of date,
 * in any process, and changes need no notice.
 */
import { LRUCache } from 'lru-cache';
import type { Ctx } from './ctx.ts';

/** The most owners of whom something is remembered: of each what was last read. */
const MOST = 500;

/** What all of it may take in memory, in bytes; who was asked for longest ago is forgotten first. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What is larger is loaded each time, so that one owner does not push out all others. */
const MOST_BYTES_OF_ONE = MOST_BYTES / 8;

/** `bytes`: about what it takes in memory; 0 while it is being loaded. */
type Remembered = { loading: Promise<unknown>; bytes: number };

const remembered = new LRUCache<string, { stamp: string; values: ReadonlyMap<string, Remembered> }>({
  max: MOST,
  maxSize: MOST_BYTES,
  sizeCalculation: ({ values }) => [...values.values()].reduce((sum, { bytes }) => sum + bytes, 1),
});

/**
 * Notes which stamp `owner` (`event:12`) has, as it was read for this request or in this transaction. Read it before
 * anything that is remembered under it, or in the same statement.
 */
export function noteStamp(ctx: Ctx, owner: string, stamp: string): void {
  (ctx.unit ?? ctx).stamps.set(owner, stamp);
}

/**
 * What `load` gives, remembered by that name as long as `owner` has the stamp that was noted; where none was, it is
 * loaded each time. What a transaction loads is remembered when it has committed: until then nobody else may see it.
 * It is frozen: others get the same.
 */
export async function remember<T>(ctx: Ctx, owner: string, name: string, load: () => Promise<T>): Promise<T> {
  const stamp = (ctx.unit ?? ctx).stamps.get(owner);
  if (stamp === undefined) return load();
  const known = valuesOf(owner, stamp)?.get(name);
  if (known) return known.loading as Promise<T>;
  const loading = load().then(freeze);
  if (ctx.unit) {
    const value = await loading;
    ctx.unit.afterCommit.push(() => store(owner, stamp, name, { loading, bytes: weigh(value) }));
    return value;
  }
  const begun = { loading, bytes: 0 };
  store(owner, stamp, name, begun);
  const isMine = (): boolean => valuesOf(owner, stamp)?.get(name) === begun;
  loading.then(
    (value) => isMine() && store(owner, stamp, name, { loading, bytes: weigh(value) }),
    () => isMine() && store(owner, stamp, name, undefined),
  );
  return loading;
}

function valuesOf(owner: string, stamp: string): ReadonlyMap<string, Remembered> | undefined {
  const found = remembered.get(owner);
  return found?.stamp === stamp ? found.values : undefined;
}

function store(owner: string, stamp: string, name: string, value: Remembered | undefined): void {
  const values = new Map(valuesOf(owner, stamp));
  if (value && value.bytes < MOST_BYTES_OF_ONE) values.set(name, value);
  else values.delete(name);
  remembered.set(owner, { stamp, values });
}

/** About how many bytes of memory a value takes: rather too many than too few. */
function weigh(value: unknown): number {
  if (typeof value === 'string') return 16 + 2 * value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (ArrayBuffer.isView(value)) return 64 + value.byteLength;
  return Object.values(value).reduce((sum: number, part) => sum + 16 + weigh(part), 64);
}

/** Freezes plain objects and lists all the way down. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
