import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { type Entry, fromBufferPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { Invalid } from '#platform/errors.ts';
import type { ReadLimits } from './read-limits.ts';
import { refusal } from './refuse-file.ts';

const inflate = promisify(inflateRaw);
const MEBIBYTE = 1024 * 1024;

/**
 * Inflates a whole zip archive in memory, by entry name; directories are left out.
 *
 * Trusts nothing that the archive says of itself: sizes and ratio are bounded while inflating, and checksums compared.
 * Throws `Invalid`: `zip_empty`, `zip_truncated`, `zip_damaged`, `zip_slip` for a name that leads outside,
 * `zip_symlink`, `zip_duplicate`, `zip_encrypted`, `zip_method`, and `zip_bomb` beyond the limits.
 */
export async function openZip(bytes: Uint8Array, limits: ReadLimits): Promise<Map<string, Uint8Array>> {
  const zip = await openArchive(bytes);
  try {
    const entries = await listEntries(zip, limits);
    return await inflateEntries(zip, bytes, entries, limits);
  } catch (cause) {
    if (cause instanceof Invalid) throw cause;
    throw damaged(cause);
  } finally {
    zip.close();
  }
}

async function openArchive(bytes: Uint8Array): Promise<ZipFile> {
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return await fromBufferPromise(buffer, { decodeStrings: false, validateEntrySizes: true });
  } catch (cause) {
    if (/not found/.test(String(cause))) {
      const message =
        'The zip file ends before its table of contents, so it was cut short; download or export it again.';
      throw refusal('zip_truncated', message, 'file', cause);
    }
    throw damaged(cause);
  }
}

function damaged(cause: unknown): Invalid {
  const told = cause instanceof Error ? cause.message.replace(/\.$/, '') : 'unreadable';
  return refusal('zip_damaged', `The zip file is damaged: ${told}; export it again.`, 'file', cause);
}

async function listEntries(zip: ZipFile, limits: ReadLimits): Promise<Map<string, Entry>> {
  if (zip.entryCount === 0) throw refusal('zip_empty', 'The zip file is empty; export the event again.');
  if (zip.entryCount > limits.zipEntries) throw tooManyEntries(limits);
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
    refuseEntry(name, entry);
    if (entries.has(name)) {
      const message = `The zip file holds "${shown(name)}" twice and does not say which counts; export it again.`;
      throw refusal('zip_duplicate', message, shown(name));
    }
    entries.set(name, entry);
    if (entries.size > limits.zipEntries) throw tooManyEntries(limits);
  }
  return entries;
}

function tooManyEntries(limits: ReadLimits): Invalid {
  return refusal(
    'zip_bomb',
    `The zip file has more than ${limits.zipEntries} entries; take out what is not of the event.`,
  );
}

/** A name without what a terminal or log would act on. */
function shown(name: string): string {
  return name.replace(/[\p{C}"]/gu, '?').slice(0, 120);
}

function refuseEntry(name: string, entry: Entry): void {
  const refuse = (code: string, reason: string): never => {
    throw refusal(code, `The zip entry "${shown(name)}" ${reason}.`, shown(name));
  };
  if (leadsOutside(name))
    refuse('zip_slip', 'has a name that leads outside the archive; make the archive anew without it');
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (kind === 0o120000) refuse('zip_symlink', 'is a symbolic link; put the file itself in its place');
  if (kind !== 0 && kind !== 0o100000 && kind !== 0o040000) refuse('zip_special', 'is no ordinary file; take it out');
  if (entry.isEncrypted()) refuse('zip_encrypted', 'is encrypted; make the archive anew without a password');
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    refuse('zip_method', `is compressed by method ${entry.compressionMethod}; use deflate`);
  }
}

function leadsOutside(name: string): boolean {
  if (name === '' || /[\\\0]/.test(name) || /^[/~]|^[A-Za-z]:/.test(name)) return true;
  return name.split('/').some((part) => part === '..' || part === '.');
}

async function inflateEntries(
  zip: ZipFile,
  bytes: Uint8Array,
  entries: Map<string, Entry>,
  limits: ReadLimits,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  let left = limits.zipBytes;
  for (const [name, entry] of entries) {
    if (name.endsWith('/')) continue;
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const packed = bytes.subarray(fileDataStart, fileDataStart + entry.compressedSize);
    const file = await inflateEntry(name, entry, packed, left, limits);
    left -= file.byteLength;
    files.set(name, file);
  }
  return files;
}

async function inflateEntry(
  name: string,
  entry: Entry,
  packed: Uint8Array,
  left: number,
  limits: ReadLimits,
): Promise<Uint8Array> {
  const most = Math.min(left, limits.zipEntryBytes, Math.max(MEBIBYTE, packed.byteLength * limits.zipRatio));
  const file = entry.compressionMethod === 0 ? packed : await inflateUpTo(name, packed, most);
  if (file.byteLength > most) throw bomb(name, most);
  if (file.byteLength !== entry.uncompressedSize || crc32(file) !== entry.crc32) {
    const reason = 'its size or checksum is not what the archive says';
    const message = `The zip entry "${shown(name)}" is damaged: ${reason}; export it again.`;
    throw refusal('zip_damaged', message, shown(name));
  }
  return file;
}

async function inflateUpTo(name: string, packed: Uint8Array, most: number): Promise<Uint8Array> {
  try {
    return await inflate(packed, { maxOutputLength: Math.max(most, 1) });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw bomb(name, most);
    const told = cause instanceof Error ? cause.message : 'unreadable';
    throw refusal(
      'zip_damaged',
      `The zip entry "${shown(name)}" is damaged: ${told}; export it again.`,
      shown(name),
      cause,
    );
  }
}

function bomb(name: string, most: number): Invalid {
  const size = most >= MEBIBYTE ? `${Math.floor(most / MEBIBYTE)} MiB` : `${most} bytes`;
  const advice = 'take it out or make it smaller';
  const message = `The zip entry "${shown(name)}" inflates to more than ${size}, the most allowed here; ${advice}.`;
  return refusal('zip_bomb', message, shown(name));
}
