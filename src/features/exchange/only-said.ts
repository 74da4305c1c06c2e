/** `fields` without those that are undefined, so that what a file does not say stays absent. */
export function onlySaid<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
