/** A logo for paper. */
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import type { Ctx } from '#platform/ctx.ts';
import { getRuntime } from '#platform/runtime.ts';
import { readPictureHeader, readPixels } from './read-picture.ts';

/** Pixels that are enough for print at the size of a letterhead. */
const MOST = { width: 900, height: 360 };

/**
 * A kept picture as a PNG of a size for print; undefined where it is gone, lies elsewhere, or cannot be read. Not
 * within a transaction.
 */
export async function readLogo(ctx: Ctx, mediaId: number): Promise<Buffer | undefined> {
  const media = await ctx.db.selectFrom('media').select('storageKey').where('id', '=', mediaId).executeTakeFirst();
  if (!media?.storageKey) return undefined;
  const found = await getRuntime().storage.get(media.storageKey);
  if (!found) return undefined;
  try {
    const bytes = await buffer(found.body);
    const header = await readPictureHeader(bytes);
    const scale = Math.min(1, MOST.width / header.width, MOST.height / header.height);
    const area = {
      width: Math.max(1, Math.round(header.width * scale)),
      height: Math.max(1, Math.round(header.height * scale)),
    };
    const { data, width, height, channels } = await readPixels(bytes, header, area);
    return await sharp(data, { raw: { width, height, channels } }).png().toBuffer();
  } catch (error) {
    ctx.log.warn({ err: error, media: mediaId }, 'a logo could not be read for a document');
    return undefined;
  }
}
