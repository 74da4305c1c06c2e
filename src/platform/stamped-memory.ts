/**
 * What a process remembers of something that has a stamp in the database, which changes with it: an event and what is
 * set for it. Who has read the stamp knows that all under it is as it was. So nothing remembered is ever out of date,
 * in any process, and changes need no notice.
 */
import { LRUCache } from 'lru-cache';
import type { Ctx } from './ctx.ts';

/** The most owners of whom something is remembered: of each what was last read. */
const MOST = 500;

const remembered = new LRUCache<string, { stamp: string; values: Map<string, Promise<unknown>> }>({ max: MOST });

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
  if (known) return known as Promise<T>;
  const loading = load().then(freeze);
  if (ctx.unit) {
    const value = await loading;
    ctx.unit.afterCommit.push(() => store(owner, stamp, name, loading));
    return value;
  }
  store(owner, stamp, name, loading);
  loading.catch(() => valuesOf(owner, stamp)?.delete(name));
  return loading;
}

function valuesOf(owner: string, stamp: string): Map<string, Promise<unknown>> | undefined {
  const found = remembered.get(owner);
  return found?.stamp === stamp ? found.values : undefined;
}

function store(owner: string, stamp: string, name: string, value: Promise<unknown>): void {
  const values = valuesOf(owner, stamp);
  if (values) values.set(name, value);
  else remembered.set(owner, { stamp, values: new Map([[name, value]]) });
}

/** Freezes plain objects and lists all the way down. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
