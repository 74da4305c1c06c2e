/** Making the sizes of the pictures of an event, an organizer or a person and putting them where pages find them. */
import { createHash } from 'node:crypto';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import { freshKey, readAll, type Storage } from '#platform/storage/storage.ts';
import { transact } from '#platform/transact.ts';
import { type FileOwner, formatEnding } from '../picture.ts';
import { type PictureSizes, sizesForRoles } from '../picture-sizes.ts';
import { checkPicture, type PictureFacts } from './check-picture.ts';
import { discardFiles } from './discard-files.ts';
import { listPictureSources, loadPictureSizes, type PictureSource } from './queries.ts';
import { renderVariants, type Variant, type WantedSize } from './render-variants.ts';
import { announceReady } from './write-media.ts';

export type MakeOptions = {
  /** Make also those that are as they should be. */
  all?: boolean;
  /** After each picture: how many of how many are done. */
  onProgress?: (done: number, total: number) => void;
};

export type MadePictures = { made: number; files: number; refused: { mediaId: number; reason: string }[] };

/** What is made is shown after so many pictures or milliseconds; pages are built anew as often. */
const SHOW = { pictures: 20, ms: 2000 };

type Stored = Omit<Variant, 'body'> & { storageKey: string; bytes: number };
type Made = { source: PictureSource; digest: string; facts: PictureFacts | null; fault: string; variants: Stored[] };

/**
 * Makes what the owner's pictures lack: all sizes of their roles, from one decode each. A picture whose bytes, sizes
 * and focal point are those of the last time is left alone, so a second run, also one after a crash, does only what is
 * left. One that cannot be read is left without sizes and says why.
 * @throws Unavailable when storage or database are away
 */
export async function makeVariants(
  ctx: Ctx,
  storage: Storage,
  owner: FileOwner,
  options: MakeOptions = {},
): Promise<MadePictures> {
  const sizes = await loadPictureSizes(ctx);
  const sources = (await listPictureSources(ctx, owner)).filter(
    (source) => options.all || source.variantsDigest !== digestOf(source, sizes),
  );
  const result: MadePictures = { made: 0, files: 0, refused: [] };
  let batch: Made[] = [];
  let begun = performance.now();
  for (const [i, source] of sources.entries()) {
    const made = await makeOne(storage, source, sizes);
    batch.push(made);
    if (made.fault) result.refused.push({ mediaId: source.id, reason: made.fault });
    else result.made += 1;
    result.files += made.variants.length;
    if (i === sources.length - 1 || batch.length >= SHOW.pictures || performance.now() - begun > SHOW.ms) {
      await showBatch(ctx, owner, batch);
      [batch, begun] = [[], performance.now()];
    }
    options.onProgress?.(i + 1, sources.length);
  }
  return result;
}

/** Counted up when the program makes other bytes of the same picture, since their addresses may be kept for ever. */
const MAKING = 1;

/** Stands for everything that a picture's sizes follow from. */
function digestOf({ sha256, roles, focal }: PictureSource, sizes: PictureSizes): string {
  const recipe = sizesForRoles(roles).map((name) => [name, sizes[name]]);
  return createHash('sha256')
    .update(JSON.stringify([MAKING, sha256, focal, recipe]))
    .digest('hex')
    .slice(0, 16);
}

async function makeOne(storage: Storage, source: PictureSource, sizes: PictureSizes): Promise<Made> {
  const digest = digestOf(source, sizes);
  const wanted = sizesForRoles(source.roles).map((name): WantedSize => ({ name, ...sizes[name] }));
  const stored = await storage.get(source.storageKey);
  if (!stored) return { source, digest, facts: null, fault: translator('en')('stored.picture.gone'), variants: [] };
  try {
    const bytes = await readAll(stored.body);
    const facts = source.checked ? null : await checkPicture(bytes);
    const variants = await renderVariants(bytes, wanted, { focal: source.focal });
    return {
      source,
      digest,
      facts,
      fault: '',
      variants: await Promise.all(variants.map((variant) => store(storage, source, variant))),
    };
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return { source, digest, facts: null, fault: error.message, variants: [] };
  }
}

/** Every file has a key of its own: one that is being let go in the background is never one that is needed again. */
async function store(storage: Storage, source: PictureSource, { body, ...variant }: Variant): Promise<Stored> {
  const storageKey = freshKey(`variants/${source.id}`, `${variant.name}.${formatEnding(variant.format)}`);
  await storage.put(storageKey, body, { contentType: variant.contentType });
  return { ...variant, storageKey, bytes: body.byteLength };
}

async function showBatch(ctx: Ctx, owner: FileOwner, batch: Made[]): Promise<void> {
  await transact(ctx, async (ctx) => {
    const ids = batch.map(({ source }) => source.id);
    const still = await ctx.db
      .selectFrom('media')
      .select('id')
      .where('id', 'in', ids)
      .orderBy('id')
      .forUpdate()
      .execute();
    const there = new Set(still.map(({ id }) => id));
    const before = await ctx.db
      .deleteFrom('mediaVariants')
      .where('mediaId', 'in', ids)
      .returning('storageKey')
      .execute();
    const rows = batch.flatMap(({ source, variants }) =>
      there.has(source.id) ? variants.map((variant) => ({ mediaId: source.id, ...variant })) : [],
    );
    if (rows.length > 0) await ctx.db.insertInto('mediaVariants').values(rows).execute();
    for (const { source, digest, facts, fault } of batch) {
      await ctx.db
        .updateTable('media')
        .set({ ...facts, variantsDigest: digest, fault })
        .where('id', '=', source.id)
        .execute();
    }
    const unwanted = batch.flatMap(({ source, variants }) => (there.has(source.id) ? [] : variants));
    await discardFiles(
      ctx,
      [...before, ...unwanted].map(({ storageKey }) => storageKey),
    );
    await announceReady(ctx, owner, ids);
  });
}
