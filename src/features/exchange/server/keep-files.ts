/** The files that come with an import: kept in storage before the transaction, compared by their content. */
import type { EventScope } from '#features/events/server/policy.ts';
import { readMediaHref } from '#features/media/picture.ts';
import type { Ctx } from '#platform/ctx.ts';
import { detectContentType } from '#platform/storage/content-type.ts';
import { attachment, freshKey, sha256, type Storage } from '#platform/storage/storage.ts';
import type { MediaRef, Reading, Remark } from '../conference.ts';
import type { KnownConference } from '../known-conference.ts';

/** Fetches an address, or says why not. */
export type FetchMedia = (url: string) => Promise<{ bytes: Uint8Array; fileName: string } | { reason: string }>;

export type KeptFile = { storageKey: string | null; mediaId: number | null; fileName: string; contentType: string; bytes: number; sha256: string };

/** By what the reading calls them: a file's name, or `url:` and the address of a fetched one. */
export type KeptFiles = { byName: Map<string, KeptFile>; written: string[] };

/**
 * Puts into storage what the event does not have yet; when that fails midway nothing of it stays. What cannot be
 * fetched is added to the reading's `skipped`. An address of ours that means a file which the event has is not fetched:
 * it is that file.
 */
export async function keepFiles(
  ctx: Ctx,
  target: EventScope | null,
  reading: Reading,
  storage: Storage,
  fetchMedia: FetchMedia | undefined,
  progress: (step: string) => void,
): Promise<KeptFiles> {
  const kept: KeptFiles = { byName: new Map(), written: [] };
  try {
    await keepReferenced(ctx, target, reading, storage, fetchMedia, progress, kept);
    return kept;
  } catch (error) {
    await discardFiles(storage, kept);
    throw error;
  }
}

async function keepReferenced(
  ctx: Ctx,
  target: EventScope | null,
  reading: Reading,
  storage: Storage,
  fetchMedia: FetchMedia | undefined,
  progress: (step: string) => void,
  kept: KeptFiles,
): Promise<void> {
  const known = target ? await knownDigests(ctx, target) : new Map<string, KeptFile>();
  const keep = async (name: string, fileName: string, bytes: Uint8Array): Promise<void> => {
    const digest = sha256(bytes);
    kept.byName.set(name, known.get(digest) ?? (await store(storage, fileName, bytes, digest, kept)));
    known.set(digest, kept.byName.get(name) as KeptFile);
  };
  const referenced = mediaRefs(reading);
  const files = referenced.flatMap((ref) => ('file' in ref ? [ref.file] : []));
  for (const name of new Set(files)) {
    const bytes = reading.files.get(name);
    if (bytes) await keep(name, name, bytes);
  }
  const addresses = [...new Set(referenced.flatMap((ref) => ('url' in ref ? [ref.url] : [])))];
  const own = [...known.values()];
  for (const url of addresses) {
    const file = ownFile(url, own);
    if (file) kept.byName.set(`url:${url}`, file);
  }
  if (!fetchMedia) return;
  const urls = addresses.filter((url) => !kept.byName.has(`url:${url}`));
  for (const [i, url] of urls.entries()) {
    progress(`Fetching media (${i + 1}/${urls.length})`);
    const got = await fetchMedia(url);
    if ('reason' in got) reading.skipped.push({ element: `media ${url}`, reason: got.reason } satisfies Remark);
    else await keep(`url:${url}`, got.fileName, got.bytes);
  }
}

function ownFile<File extends { mediaId: number | null; sha256: string }>(url: string, files: File[]): File | undefined {
  const said = readMediaHref(url);
  return said ? files.find((file) => file.mediaId === said.id && file.sha256.startsWith(said.digestStart)) : undefined;
}

/** Takes back what was put into storage for an import that failed. */
export async function discardFiles(storage: Storage, files: KeptFiles): Promise<void> {
  for (const key of files.written) await storage.delete(key);
}

/** Compares references by content: the same bytes under another name, or under our own address, are the same picture. */
export function mediaComparer(known: KnownConference | null, reading: Reading, kept?: KeptFiles): (a: MediaRef | null, b: MediaRef | null) => boolean {
  const digests = new Map<string, string>();
  const stored = [...(known?.files.values() ?? [])];
  const digestOfSaid = (ref: MediaRef): string => {
    const name = 'file' in ref ? ref.file : `url:${ref.url}`;
    const fetched = kept?.byName.get(name);
    if (fetched) return fetched.sha256;
    const own = 'url' in ref ? ownFile(ref.url, stored) : undefined;
    if (own) return own.sha256;
    const bytes = 'file' in ref ? reading.files.get(ref.file) : undefined;
    if (!bytes) return name;
    if (!digests.has(name)) digests.set(name, sha256(bytes));
    return digests.get(name) as string;
  };
  const digestOfKnown = (ref: MediaRef): string => ('file' in ref ? (known?.files.get(ref.file)?.sha256 ?? ref.file) : `url:${ref.url}`);
  return (a, b) => (a === null || b === null ? a === b : digestOfKnown(a) === digestOfSaid(b));
}

async function knownDigests(ctx: Ctx, target: EventScope): Promise<Map<string, KeptFile>> {
  const rows = await ctx.db
    .selectFrom('media')
    .select(['id', 'storageKey', 'fileName', 'contentType', 'bytes', 'sha256'])
    .where('eventId', '=', target.eventId)
    .where('storageKey', 'is not', null)
    .execute();
  return new Map(rows.map(({ id, ...row }) => [row.sha256, { ...row, mediaId: id }]));
}

async function store(storage: Storage, fileName: string, bytes: Uint8Array, digest: string, kept: KeptFiles): Promise<KeptFile> {
  const contentType = await detectContentType(bytes);
  const storageKey = freshKey('media', fileName);
  await storage.put(storageKey, bytes, { contentType, disposition: attachment(fileName.split('/').at(-1) ?? 'file') });
  kept.written.push(storageKey);
  return { storageKey, mediaId: null, fileName, contentType, bytes: bytes.byteLength, sha256: digest };
}

function mediaRefs(reading: Reading): MediaRef[] {
  const { event, speakers, sessions, sponsors = [] } = reading.conference;
  const all = [
    event.logo,
    event.header,
    ...speakers.map((speaker) => speaker.photo),
    ...sessions.flatMap((session) => [session.picture, session.slides, session.audio, session.video]),
    ...sponsors.map((sponsor) => sponsor.logo),
  ];
  return all.filter((ref): ref is MediaRef => ref !== null && ref !== undefined);
}
