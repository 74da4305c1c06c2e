/**
 * The blob store in a folder. An object is two files: `KEY~json`, which says what is known of it and which file holds
 * its bytes, and that file. The first appears last and by rename: before it the object is not there, after it all of it
 * is.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  access,
  constants,
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { Invalid, Unavailable } from '../errors.ts';
import { signLink } from './sign-link.ts';
import {
  type ByteRange,
  checkKey,
  type FoundObject,
  type ListedObject,
  type PutOptions,
  type Storage,
  type StoredMeta,
  UPLOAD_TYPE,
} from './storage.ts';

/**
 * What the links of this store are signed with, and the address that they begin with ('' for links within our pages).
 */
export type DiskOptions = { secret?: string; baseUrl?: string };

type Noted = { file: string; meta: StoredMeta };

const NOTE = '~json';
/** The files of one object beside its note: `KEY~0123456789ab`, and drafts of a note. */
const PART = /~[0-9a-f]{12}(\.tmp)?$/;

/** A store in `root`, which is made where it is missing. */
export function createDiskStorage(root: string, options: DiskOptions = {}): Storage {
  const { secret = randomBytes(32).toString('hex'), baseUrl = '' } = options;
  const place = (key: string): string => path.join(root, checkKey(key));
  const explained = <T>(work: Promise<T>): Promise<T> => work.catch((error) => Promise.reject(explain(root, error)));
  return {
    put: async (key, body, putOptions) => writeObject(place(key), body, putOptions, explained),
    get: async (key, range) => explained(readObject(place(key), range)),
    head: async (key) => (await explained(readNote(place(key))))?.meta,
    delete: async (key) => explained(deleteObject(place(key))),
    list: (prefix = '') => listObjects(root, prefix),
    signDownload: async (key, { seconds, disposition = '' }) =>
      baseUrl + signLink(secret, { method: 'GET', key, disposition }, Date.now() + seconds * 1000),
    signUpload: async (key, { seconds, bytes }) => ({
      method: 'PUT',
      url: baseUrl + signLink(secret, { method: 'PUT', key, bytes }, Date.now() + seconds * 1000),
      headers: { 'content-type': UPLOAD_TYPE },
    }),
    removeLeftovers: (before, dryRun = false) => explained(removeLeftovers(root, before, dryRun)),
    check: async () => {
      await explained(mkdir(root, { recursive: true }));
      await explained(access(root, constants.R_OK | constants.W_OK));
    },
  };
}

type Explained = <T>(work: Promise<T>) => Promise<T>;

/** Failures of the disk are told as such; those of the source are its own. */
async function writeObject(
  place: string,
  body: Uint8Array | Readable,
  options: PutOptions,
  explained: Explained,
): Promise<StoredMeta> {
  const file = `${place}~${randomBytes(6).toString('hex')}`;
  const draft = `${place}~${randomBytes(6).toString('hex')}.tmp`;
  try {
    await explained(mkdir(path.dirname(place), { recursive: true, mode: 0o700 }));
    const { bytes, digest } = await writeBytes(file, body, explained);
    const { contentType, disposition = '', cacheControl = '' } = options;
    const meta: StoredMeta = { contentType, disposition, cacheControl, bytes, sha256: digest };
    const before = await explained(readNote(place));
    await explained(
      writeFile(draft, JSON.stringify({ file: path.basename(file), ...meta }), { mode: 0o600, flush: true }),
    );
    await explained(rename(draft, place + NOTE));
    await syncFolder(path.dirname(place));
    if (before) await rm(before.file, { force: true });
    return meta;
  } catch (error) {
    for (const rest of [file, draft]) await rm(rest, { force: true }).catch(() => {});
    throw error;
  } finally {
    if (body instanceof Readable) body.destroy();
  }
}

async function writeBytes(
  file: string,
  body: Uint8Array | Readable,
  explained: Explained,
): Promise<{ bytes: number; digest: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await explained(open(file, 'wx', 0o600));
  try {
    for await (const part of body instanceof Uint8Array ? [body] : body) {
      await explained(handle.writeFile(part));
      hash.update(part);
      bytes += part.byteLength;
    }
    await explained(handle.sync());
  } finally {
    await handle.close();
  }
  return { bytes, digest: hash.digest('hex') };
}

/** A rename is on the disk once its folder is. Not every system lets a folder be opened for that. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** An object that is replaced between note and bytes is looked up again. What is open stays readable to its end. */
async function readObject(place: string, range?: ByteRange): Promise<FoundObject | undefined> {
  for (;;) {
    const noted = await readNote(place);
    if (!noted) return undefined;
    const { file, meta } = noted;
    if (range && range.first >= Math.max(1, meta.bytes))
      throw new Invalid(`The object has ${meta.bytes} bytes, none from ${range.first} on`, [], 'range');
    try {
      const handle = await open(file, 'r');
      return { body: readFrom(handle, range), meta };
    } catch (error) {
      if (!isMissing(error)) throw error;
      if ((await readNote(place))?.file === file) return undefined;
    }
  }
}

/** Small enough that what was read goes again with the young generation, not only when 64 MB of it have gathered. */
const CHUNK = 64 * 1024;

/**
 * Closes the files of streams that nobody read or destroyed before they were collected: to Node that is an error that
 * ends the process, and all that it serves. Tests are to find such a stream, so there it is one.
 */
const forgotten = new FinalizationRegistry<FileHandle>((handle) => {
  process.emitWarning('A stored file was opened, and neither read to its end nor closed', 'ForgottenFile');
  handle.close().catch(() => {});
});

/** A stream that owns the open file: it closes it at its end, and when it is destroyed. */
function readFrom(handle: FileHandle, range: ByteRange = { first: 0, last: Number.POSITIVE_INFINITY }): Readable {
  const stream = streamFrom(handle, range);
  if (process.env.NODE_TEST_CONTEXT === undefined) forgotten.register(stream, handle, handle);
  return stream;
}

function streamFrom(handle: FileHandle, range: ByteRange): Readable {
  let at = range.first;
  return new Readable({
    highWaterMark: CHUNK,
    read() {
      const wanted = Math.min(CHUNK, range.last - at + 1);
      if (wanted <= 0) return void this.push(null);
      handle.read(Buffer.allocUnsafeSlow(wanted), 0, wanted, at).then(
        ({ bytesRead, buffer }) => {
          at += bytesRead;
          this.push(bytesRead === 0 ? null : buffer.subarray(0, bytesRead));
        },
        (error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      forgotten.unregister(handle);
      handle.close().then(
        () => done(error),
        (fault) => done(error ?? fault),
      );
    },
  });
}

async function readNote(place: string): Promise<Noted | undefined> {
  const noted = await readJson(place + NOTE);
  if (noted) {
    const { file, ...meta } = noted;
    return { file: path.join(path.dirname(place), path.basename(file)), meta };
  }
  const early = await readEarlyNote(place);
  return early && { file: place, meta: early };
}

/**
 * Before notes had a file of a name of its own, an object was `KEY` and `KEY.json`. Such are still read and deleted.
 */
async function readEarlyNote(place: string): Promise<StoredMeta | undefined> {
  const noted = await readJson(`${place}.json`).catch(() => undefined);
  return typeof noted?.sha256 === 'string' ? { ...noted, cacheControl: noted.cacheControl ?? '' } : undefined;
}

async function readJson(file: string): Promise<(StoredMeta & { file: string }) | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function deleteObject(place: string): Promise<void> {
  const noted = await readNote(place);
  if (!noted) return;
  await rm(noted.file === place ? `${place}.json` : place + NOTE, { force: true });
  await rm(noted.file, { force: true });
}

async function* listObjects(root: string, prefix: string): AsyncGenerator<ListedObject> {
  for await (const { key, note } of notes(root, prefix)) {
    const noted = await readNote(path.join(root, key));
    const seen = noted && (await stat(note).catch(() => undefined));
    if (noted && seen) yield { key, bytes: noted.meta.bytes, modifiedAt: seen.mtime };
  }
}

async function* notes(root: string, prefix: string): AsyncGenerator<{ key: string; note: string }> {
  for await (const { folder, names } of folders(root)) {
    const all = new Set(names);
    for (const name of names) {
      const own = name.endsWith(NOTE) ? name.slice(0, -NOTE.length) : undefined;
      const early = !name.includes('~') && all.has(`${name}.json`) ? name : undefined;
      const base = own ?? early;
      const key = base && path.relative(root, path.join(folder, base)).replaceAll(path.sep, '/');
      if (key?.startsWith(prefix)) yield { key, note: path.join(folder, own ? name : `${name}.json`) };
    }
  }
}

/** One folder after the other, each with the names of its files. */
async function* folders(root: string): AsyncGenerator<{ folder: string; names: string[] }> {
  const left = [root];
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error) => {
      if (isMissing(error)) return [];
      throw explain(root, error);
    });
    for (const entry of entries) if (entry.isDirectory()) left.push(path.join(folder, entry.name));
    yield { folder, names: entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])) };
  }
}

async function removeLeftovers(root: string, before: Date, dryRun: boolean): Promise<number> {
  let removed = 0;
  for await (const { folder, names } of folders(root)) {
    for (const name of names.filter((candidate) => PART.test(candidate))) {
      const file = path.join(folder, name);
      const seen = await stat(file).catch(() => undefined);
      if (!seen || seen.mtime >= before) continue;
      if ((await readNote(file.replace(PART, '')))?.file === file) continue;
      if (!dryRun) await rm(file, { force: true });
      removed += 1;
    }
  }
  return removed;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

const REASONS: Record<string, string> = {
  EROFS: 'it is read-only',
  EACCES: 'this process may not read and write there',
  EPERM: 'this process may not read and write there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EMFILE: 'too many files are open',
};

function explain(root: string, error: unknown): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (!syscall) return error;
  return new Unavailable(`The file folder ${root} cannot be used: ${REASONS[code ?? ''] ?? message}`, 'storage', {
    cause: error,
  });
}
