/** Letting the bytes of files go that no row names any more. */
import type { Ctx } from '#platform/ctx.ts';
import { discardObjects } from '#platform/storage/discard-objects.ts';

/**
 * Has those of `keys` discarded with the commit that no file or size names: copies of an event share theirs. Call it
 * after the rows are gone or point elsewhere. Of two that go at the same moment neither may see the other gone; the
 * nightly sweep takes what then stays.
 */
export async function discardFiles(ctx: Ctx, keys: (string | null)[]): Promise<void> {
  const some = keys.filter((key) => key !== null);
  if (some.length === 0) return;
  const files = ctx.db.selectFrom('media').select('storageKey').where('storageKey', 'in', some);
  const named = await files
    .union(ctx.db.selectFrom('mediaVariants').select('storageKey').where('storageKey', 'in', some))
    .execute();
  const shared = new Set(named.map(({ storageKey }) => storageKey));
  await discardObjects(
    ctx,
    some.filter((key) => !shared.has(key)),
  );
}
