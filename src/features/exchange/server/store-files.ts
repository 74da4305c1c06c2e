/** The files that come with an import: kept in storage before the transaction, compared by their content. */
import type { EventScope } from '#features/events/server/policy.ts';
import { readMediaHref } from '#features/media/picture.ts';
import { checkPicture, type PictureFacts } from '#features/media/server/check-picture.ts';
import type { Ctx } from '#platform/ctx.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import { detectContentType } from '#platform/storage/content-type.ts';
import { attachment, freshKey, type Storage } from '#platform/storage/storage.ts';
import type { CarriedFile, MediaRef, Reading, Remark } from '../conference.ts';
import type { KnownConference } from '../known-conference.ts';
import { carriedFile } from './make-carried-file.ts';
import { storeRemark } from './formats/collect-remarks.ts';
import { checkUsedPicture, mediaName, mediaPlaces } from './check-pictures.ts';

/** Fetches an address, or says why not. */
export type FetchMedia = (url: string) => Promise<{ bytes: Uint8Array; fileName: string } | { reason: string }>;

/** How much one import fetches at most. */
export type FetchLimits = { files: number; bytes: number };
export const FETCH_LIMITS: FetchLimits = { files: 2000, bytes: 1024 ** 3 };

/** `limits` are FETCH_LIMITS where nothing else is said. */
export type Fetching = { fetchMedia: FetchMedia; limits?: FetchLimits | undefined };

export type KeptFile = {
  storageKey: string | null;
  /** Of a file that the event has already. */
  mediaId: number | null;
  fileName: string;
  contentType: string;
  bytes: number;
  sha256: string;
  /** Where it was fetched from, '' for what came along. */
  sourceUrl: string;
  /** Whether it is known to be a picture; what is known of a new one. */
  checked: boolean;
  picture?: PictureFacts;
};

type NamedFile = CarriedFile & { fileName: string; sourceUrl: string };

/** By what the reading calls them: a file's name, or `url:` and the address of a fetched one. */
export type KeptFiles = { byName: Map<string, KeptFile>; written: string[] };

/**
 * Puts into storage what the event does not have yet; when that fails midway nothing of it stays. What cannot be
 * fetched, and what is used as a picture and cannot be one, is added to the reading's `skipped`; nothing is kept of
 * such a picture, and the reading says nothing of it any more; so is what goes beyond the limits of fetching. An
 * address of ours that means a file which the event has is not fetched: it is that file.
 */
export async function storeFiles(
  ctx: Ctx,
  target: EventScope | null,
  reading: Reading,
  storage: Storage,
  fetching: Fetching | undefined,
  progress: (step: string) => void,
): Promise<KeptFiles> {
  const kept: KeptFiles = { byName: new Map(), written: [] };
  try {
    await storeReferenced(ctx, target, reading, storage, fetching, progress, kept);
    return kept;
  } catch (error) {
    await discardFiles(storage, kept);
    throw error;
  }
}

async function storeReferenced(
  ctx: Ctx,
  target: EventScope | null,
  reading: Reading,
  storage: Storage,
  fetching: Fetching | undefined,
  progress: (step: string) => void,
  kept: KeptFiles,
): Promise<void> {
  const known = target ? await knownDigests(ctx, target) : new Map<string, KeptFile>();
  const places = Map.groupBy(mediaPlaces(reading), ({ ref }) => mediaName(ref));
  const keep = async (name: string, file: NamedFile): Promise<void> => {
    const uses = places.get(name) ?? [];
    const digest = file.sha256;
    const asPicture = uses.filter(({ isPicture }) => isPicture);
    const picture =
      asPicture.length === 0 || known.get(digest)?.checked
        ? null
        : await checkUsedPicture(reading, asPicture, async () => checkPicture(await file.read()));
    if (picture === undefined && !file.sourceUrl) for (const place of asPicture) place.unsay();
    if (picture === undefined && (file.sourceUrl || asPicture.length === uses.length)) return;
    const there = known.get(digest) ?? (await store(storage, file, kept));
    if (picture) Object.assign(there, { picture, checked: true });
    known.set(digest, there);
    kept.byName.set(name, there);
  };
  for (const [name, [place]] of places) {
    const file = place && 'file' in place.ref ? reading.files.get(name) : undefined;
    if (file) await keep(name, { ...file, fileName: name, sourceUrl: '' });
  }
  const addresses = [...places.values()].flatMap(([place]) => (place && 'url' in place.ref ? [place.ref.url] : []));
  const own = [...known.values()];
  for (const url of addresses) {
    const file = ownFile(url, own);
    if (file) kept.byName.set(`url:${url}`, file);
  }
  if (!fetching) return;
  const urls = addresses.filter((url) => !kept.byName.has(`url:${url}`));
  const before = new Set(own.map(({ sourceUrl }) => sourceUrl));
  // What was never fetched comes first, so that the same import again goes on where this one reached its limit.
  const ordered = [...urls.filter((url) => !before.has(url)), ...urls.filter((url) => before.has(url))];
  for await (const [url, got] of fetchOneByOne(ordered, fetching, progress)) {
    if (!('reason' in got))
      await keep(`url:${url}`, { ...carriedFile(got.bytes), fileName: got.fileName, sourceUrl: url });
    else if (!('leftOut' in got) || !before.has(url))
      reading.skipped.push({ element: `media ${url}`, reason: got.reason } satisfies Remark);
  }
}

type Answer = Awaited<ReturnType<FetchMedia>> | { reason: string; leftOut: true };

/**
 * Each address with what came of it. Where the limits are reached, the rest is left out; what would go beyond them is
 * let go.
 */
async function* fetchOneByOne(
  urls: readonly string[],
  { fetchMedia, limits = FETCH_LIMITS }: Fetching,
  progress: (step: string) => void,
): AsyncGenerator<[url: string, got: Answer]> {
  const leftOut: Answer = {
    reason: storeRemark('fetch_limit', { files: limits.files, size: Math.round(limits.bytes / 1024 ** 2) }),
    leftOut: true,
  };
  let bytes = 0;
  for (const [i, url] of urls.entries()) {
    if (i < limits.files && bytes < limits.bytes) {
      progress(storeText('stored.import.fetching', { done: i + 1, all: urls.length }));
      const got = await fetchMedia(url);
      bytes += 'reason' in got ? 0 : got.bytes.byteLength;
      yield [url, bytes > limits.bytes ? leftOut : got];
    } else yield [url, leftOut];
  }
}

function ownFile<File extends { mediaId: number | null; sha256: string }>(
  url: string,
  files: File[],
): File | undefined {
  const said = readMediaHref(url);
  return said ? files.find((file) => file.mediaId === said.id && file.sha256.startsWith(said.digestStart)) : undefined;
}

/** Takes back what was put into storage for an import that failed. */
export async function discardFiles(storage: Storage, files: KeptFiles): Promise<void> {
  for (const key of files.written) await storage.delete(key);
}

/**
 * Compares references by content: the same bytes under another name, or under our own address, are the same picture; so
 * is what our archives hold of it, and what was fetched from that address when it is not fetched this time.
 */
export function mediaComparer(
  known: KnownConference | null,
  reading: Reading,
  kept?: KeptFiles,
): (a: MediaRef | null, b: MediaRef | null) => boolean {
  const stored = [...(known?.files.values() ?? [])];
  const digestOfSaid = (ref: MediaRef): string => {
    const name = 'file' in ref ? ref.file : `url:${ref.url}`;
    const fetched = kept?.byName.get(name);
    if (fetched) return fetched.sha256;
    const own = 'url' in ref ? ownFile(ref.url, stored) : undefined;
    if (own) return own.sha256;
    return ('file' in ref ? reading.files.get(ref.file)?.sha256 : undefined) ?? name;
  };
  const digestOfKnown = (ref: MediaRef): string =>
    'file' in ref ? (known?.files.get(ref.file)?.sha256 ?? ref.file) : `url:${ref.url}`;
  const isCleanCopy = (a: MediaRef, b: MediaRef): boolean =>
    'file' in a && 'file' in b && known?.files.get(a.file)?.cleanSha256 === digestOfSaid(b);
  const fetchedOnceFrom = (a: MediaRef, b: MediaRef): boolean =>
    'file' in a && 'url' in b && !kept?.byName.has(mediaName(b)) && known?.files.get(a.file)?.sourceUrl === b.url;
  return (a, b) =>
    a === null || b === null
      ? a === b
      : digestOfKnown(a) === digestOfSaid(b) || isCleanCopy(a, b) || fetchedOnceFrom(a, b);
}

async function knownDigests(ctx: Ctx, target: EventScope): Promise<Map<string, KeptFile>> {
  const rows = await ctx.db
    .selectFrom('media')
    .select(['id', 'storageKey', 'fileName', 'contentType', 'bytes', 'sha256', 'sourceUrl', 'cleanSha256', 'width'])
    .where('eventId', '=', target.eventId)
    .where('storageKey', 'is not', null)
    .execute();
  const files = rows.map(({ id, width, cleanSha256, ...row }) => ({
    cleanSha256,
    file: { ...row, mediaId: id, checked: width !== null },
  }));
  const clean = files.flatMap(({ cleanSha256, file }) => (cleanSha256 ? [[cleanSha256, file] as const] : []));
  return new Map([...clean, ...files.map(({ file }) => [file.sha256, file] as const)]);
}

async function store(storage: Storage, file: NamedFile, kept: KeptFiles): Promise<KeptFile> {
  const { fileName, sha256, sourceUrl } = file;
  const bytes = await file.read();
  const contentType = await detectContentType(bytes);
  const storageKey = freshKey('media', fileName);
  await storage.put(storageKey, bytes, { contentType, disposition: attachment(fileName.split('/').at(-1) ?? 'file') });
  kept.written.push(storageKey);
  return {
    storageKey,
    mediaId: null,
    fileName,
    contentType,
    bytes: bytes.byteLength,
    sha256,
    sourceUrl,
    checked: false,
  };
}
