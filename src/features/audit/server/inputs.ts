/** What addresses of the record may ask for. */
import { isUuid } from '#platform/ids.ts';

/** Reads `by`, `kind` and `before` of an address; what makes no sense counts as not asked. */
export function readHistoryFilter(query: URLSearchParams): { by?: string; kind?: string; before?: number } {
  const by = query.get('by') ?? '';
  const kind = query.get('kind') ?? '';
  const before = query.get('before') ?? '';
  return {
    ...(by === 'other' || isUuid(by) ? { by } : {}),
    ...(/^[\w -]{1,60}$/.test(kind) ? { kind } : {}),
    ...(/^\d{1,15}$/.test(before) ? { before: Number(before) } : {}),
  };
}
