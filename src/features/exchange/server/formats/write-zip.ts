import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';
import { TooLarge } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';

const deflate = promisify(deflateRaw);
const UTF8_NAME = 0x0800;
const LIMIT = 0xffffffff;

/** `name` with forward slashes and no leading one. `stored` bytes are not compressed. */
export type ZipEntry = { name: string; bytes: Uint8Array; stored: boolean };

type Packed = { name: Buffer; method: number; crc: number; packed: Uint8Array; size: number; offset: number };

/**
 * A zip archive in memory, without data descriptors or zip64, every entry dated `at` in UTC: the same entries give the
 * same bytes on every machine, which the archive libraries do not promise, since they write the date in the machine's
 * zone. Throws TooLarge from 4 GiB or 65,535 entries on.
 */
export async function writeZip(entries: Iterable<ZipEntry>, at: Instant): Promise<Uint8Array> {
  const packing: Promise<Packed>[] = [];
  for (const entry of entries) packing.push(pack(entry));
  if (packing.length >= 0xffff) throw new TooLarge('too_large.archive_entries');
  const packed = await Promise.all(packing);
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const entry of packed) {
    entry.offset = offset;
    const header = localHeader(entry, at);
    parts.push(header, entry.packed);
    offset += header.length + entry.packed.length;
    if (offset > LIMIT || entry.size > LIMIT) throw new TooLarge('too_large.archive_size');
  }
  const directory = Buffer.concat(packed.map((entry) => directoryHeader(entry, at)));
  return Buffer.concat([...parts, directory, endOfDirectory(packed.length, directory.length, offset)]);
}

async function pack({ name, bytes, stored }: ZipEntry): Promise<Packed> {
  const packed = stored ? bytes : await deflate(bytes, { level: 1 });
  const method = stored ? 0 : 8;
  return { name: Buffer.from(name, 'utf8'), method, crc: crc32(bytes), packed, size: bytes.length, offset: 0 };
}

/** The fields that both headers share, from "version needed" on (APPNOTE 4.3.7 and 4.3.12). */
function commonFields(entry: Packed, at: Instant): Buffer {
  const date = new Date(Math.max(at, Date.UTC(1980, 0, 1)));
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(UTF8_NAME, 2);
  fields.writeUInt16LE(entry.method, 4);
  fields.writeUInt16LE((date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1), 6);
  fields.writeUInt16LE(
    (Math.min(date.getUTCFullYear() - 1980, 127) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(),
    8,
  );
  fields.writeUInt32LE(entry.crc, 10);
  fields.writeUInt32LE(entry.packed.length, 14);
  fields.writeUInt32LE(entry.size, 18);
  fields.writeUInt16LE(entry.name.length, 22);
  return fields;
}

function localHeader(entry: Packed, at: Instant): Buffer {
  return Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), commonFields(entry, at), entry.name]);
}

function directoryHeader(entry: Packed, at: Instant): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(entry.offset, 10);
  const madeBy = Buffer.from([20, 0]);
  return Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2]), madeBy, commonFields(entry, at), rest, entry.name]);
}

function endOfDirectory(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
