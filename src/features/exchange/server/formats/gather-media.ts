import type { MediaRef } from '#features/exchange/conference.ts';
import { slugify } from '#features/events/event.ts';
import { mediaAddress, type WriteOptions } from './programme.ts';
import type { ZipEntry } from './write-zip.ts';

/** Gives the content of one of the conference's files, null when it is gone. */
export type OpenMedia = (file: string) => Promise<Uint8Array | null>;

/** Puts a picture, recording or set of slides into the archive; says how it is referred to, null when there is none. */
export type AddMedia = (media: MediaRef | null, place: string) => Promise<string | null>;

/**
 * Collects media as stored zip entries: they are compressed already, and the web-app generator hangs on a large
 * deflated one. What has no bytes here is referred to by its web address.
 */
export function mediaGatherer(entries: ZipEntry[], options: WriteOptions & { openMedia?: OpenMedia }): AddMedia {
  const names = new Set(entries.map(({ name }) => name));
  return async (media, place) => {
    if (media === null) return null;
    const bytes = 'file' in media && options.openMedia ? await options.openMedia(media.file) : null;
    if (bytes === null || !('file' in media)) return mediaAddress(media, options) || null;
    const name = `${place}${extensionOf(media.file)}`;
    if (!names.has(name)) entries.push({ name, bytes, stored: true });
    names.add(name);
    return `/${name}`;
  };
}

/** `AmaSerwaa_12` of "Ama Serwaa" with the number 12: ASCII letters and digits only, the number makes it unique. */
export function mediaName(name: string, number: number): string {
  const words = slugify(name).split('-').filter(Boolean);
  return `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}_${number}`;
}

function extensionOf(file: string): string {
  return /\.[a-z0-9]{1,5}$/i.exec(file)?.[0].toLowerCase() ?? '';
}
