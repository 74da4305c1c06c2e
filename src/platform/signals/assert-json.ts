/** What survives a journey through JSON as it is, and what does not. */
import { Invalid } from '../errors.ts';

/**
 * Checks that `value` comes back from JSON unchanged: plain objects, arrays, strings, booleans, finite numbers, null.
 * A field that is undefined is as good as absent.
 * @throws Invalid naming the first place that would not survive, such as `sessions_modified.numbers[3]`
 */
export function assertJson(value: unknown, where: string, around: unknown[] = []): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value !== 'object') throw unfit(where, typeof value === 'number' ? String(value) : `a ${typeof value}`);
  if (around.includes(value)) throw unfit(where, 'a circle');
  const inside = [...around, value];
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      if (item === undefined) throw unfit(`${where}[${i}]`, 'undefined');
      assertJson(item, `${where}[${i}]`, inside);
    }
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw unfit(where, `a ${value.constructor?.name ?? 'special object'}`);
  for (const [name, field] of Object.entries(value))
    if (field !== undefined) assertJson(field, `${where}.${name}`, inside);
}

function unfit(where: string, what: string): Invalid {
  return new Invalid(
    `${where} is ${what}, which a job cannot carry: announce ids and plain values`,
    [{ where, message: 'Use plain values' }],
    'not_json',
  );
}
