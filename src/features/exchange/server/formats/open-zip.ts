import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type ZipFile,
} from 'yauzl';
import type { CarriedFile } from '#features/exchange/conference.ts';
import { Invalid, wordsOf } from '#platform/errors.ts';
import type { ReadLimits } from './read-limits.ts';
import { refusal } from './refuse-file.ts';

const MEBIBYTE = 1024 * 1024;

/**
 * The files of a zip archive by name; directories are left out. Each was inflated once, to its end and without being
 * kept, and is inflated again when it is read, as long as the archive is there.
 *
 * Trusts nothing that the archive says of itself: sizes and ratio are bounded while inflating, and checksums compared.
 * Throws `Invalid`: `zip_empty`, `zip_truncated`, `zip_damaged`, `zip_slip` for a name that leads outside,
 * `zip_symlink`, `zip_duplicate`, `zip_encrypted`, `zip_method`, and `zip_bomb` beyond the limits.
 */
export async function openZip(archive: Blob, limits: ReadLimits): Promise<Map<string, CarriedFile>> {
  const zip = await openArchive(archive);
  try {
    const entries = await listEntries(zip, limits);
    return await inflateEntries(zip, archive, entries, limits);
  } catch (cause) {
    if (cause instanceof Invalid) throw cause;
    throw damaged(cause);
  } finally {
    zip.close();
  }
}

class BlobReader extends RandomAccessReader {
  readonly #blob: Blob;

  constructor(blob: Blob) {
    super();
    this.#blob = blob;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return streamOf(this.#blob.slice(start, end));
  }
}

function streamOf(blob: Blob): Readable {
  return Readable.from(blob.stream(), { objectMode: false });
}

async function openArchive(archive: Blob): Promise<ZipFile> {
  try {
    const options = { decodeStrings: false, validateEntrySizes: true };
    return await fromRandomAccessReaderPromise(new BlobReader(archive), archive.size, options);
  } catch (cause) {
    if (/not found/.test(String(cause))) {
      throw refusal('zip_truncated.file', { cause });
    }
    throw damaged(cause);
  }
}

function damaged(cause: unknown): Invalid {
  return refusal('zip_damaged.file', { cause }, { fault: wordsOf(cause).replace(/\.$/, '') });
}

async function listEntries(zip: ZipFile, limits: ReadLimits): Promise<Map<string, Entry>> {
  if (zip.entryCount === 0) throw refusal('zip_empty.file');
  if (zip.entryCount > limits.zipEntries) throw tooManyEntries(limits);
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
    refuseEntry(name, entry);
    if (entries.has(name)) {
      throw refusal('zip_duplicate.entry', { where: shown(name) }, { name: shown(name) });
    }
    entries.set(name, entry);
    if (entries.size > limits.zipEntries) throw tooManyEntries(limits);
  }
  return entries;
}

function tooManyEntries(limits: ReadLimits): Invalid {
  return refusal('zip_bomb.entries', {}, { most: limits.zipEntries });
}

/** A name without what a terminal or log would act on. */
function shown(name: string): string {
  return name.replace(/[\p{C}"]/gu, '?').slice(0, 120);
}

function refuseEntry(name: string, entry: Entry): void {
  const place = { where: shown(name) };
  const values = { name: shown(name) };
  if (leadsOutside(name)) throw refusal('zip_slip.entry', place, values);
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (kind === 0o120000) throw refusal('zip_symlink.entry', place, values);
  if (kind !== 0 && kind !== 0o100000 && kind !== 0o040000) throw refusal('zip_special.entry', place, values);
  if (entry.isEncrypted()) throw refusal('zip_encrypted.entry', place, values);
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    throw refusal('zip_method.entry', place, { ...values, method: entry.compressionMethod });
  }
}

function leadsOutside(name: string): boolean {
  if (name === '' || /[\\\0]/.test(name) || /^[/~]|^[A-Za-z]:/.test(name)) return true;
  return name.split('/').some((part) => part === '..' || part === '.');
}

async function inflateEntries(
  zip: ZipFile,
  archive: Blob,
  entries: Map<string, Entry>,
  limits: ReadLimits,
): Promise<Map<string, CarriedFile>> {
  const files = new Map<string, CarriedFile>();
  let left = limits.zipBytes;
  for (const [name, entry] of entries) {
    if (name.endsWith('/')) continue;
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const packed = archive.slice(fileDataStart, fileDataStart + entry.compressedSize);
    const file = await checkEntry(name, entry, packed, left, limits);
    left -= file.size;
    files.set(name, file);
  }
  return files;
}

async function checkEntry(
  name: string,
  entry: Entry,
  packed: Blob,
  left: number,
  limits: ReadLimits,
): Promise<CarriedFile> {
  const most = Math.min(left, limits.zipEntryBytes, Math.max(MEBIBYTE, packed.size * limits.zipRatio));
  const hash = createHash('sha256');
  let [size, sum] = [0, 0];
  for await (const part of inflate(name, entry, packed)) {
    size += part.byteLength;
    if (size > most) throw bomb(name, most);
    sum = crc32(part, sum);
    hash.update(part);
  }
  if (size !== entry.uncompressedSize || sum !== entry.crc32) {
    throw refusal('zip_damaged.checksum', { where: shown(name) }, { name: shown(name) });
  }
  return { size, sha256: hash.digest('hex'), read: () => readEntry(name, entry, packed) };
}

/** An entry that was checked. */
async function readEntry(name: string, entry: Entry, packed: Blob): Promise<Uint8Array> {
  const file = Buffer.allocUnsafeSlow(entry.uncompressedSize);
  let at = 0;
  for await (const part of inflate(name, entry, packed)) {
    file.set(part, at);
    at += part.byteLength;
  }
  return file;
}

async function* inflate(name: string, entry: Entry, packed: Blob): AsyncGenerator<Uint8Array> {
  const stream = streamOf(packed);
  // What goes wrong on the way is thrown where the parts are read.
  const parts = entry.compressionMethod === 0 ? stream : pipeline(stream, createInflateRaw(), () => undefined);
  try {
    yield* parts as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw refusal('zip_damaged.entry', { where: shown(name), cause }, { name: shown(name), fault: wordsOf(cause) });
  }
}

function bomb(name: string, most: number): Invalid {
  const size = most >= MEBIBYTE ? `${Math.floor(most / MEBIBYTE)} MiB` : `${most} bytes`;
  return refusal('zip_bomb.entry', { where: shown(name) }, { name: shown(name), size });
}
