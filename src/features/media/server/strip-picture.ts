/**
 * Taking out of a picture what it says of place, camera and person, without touching its pixels. What stays is what it
 * needs to be shown: its colours' profile, and which way up it is.
 */
import { crc32 } from 'node:zlib';

/**
 * The bytes without EXIF, XMP, IPTC, comments and whatever hangs behind the picture's end; null for types of which that
 * cannot be done. `orientation` is EXIF's, 1 to 8, and is kept. The same bytes give the same bytes.
 */
export function stripPicture(bytes: Uint8Array, contentType: string, orientation: number): Uint8Array | null {
  const strip = STRIPPERS[contentType];
  return strip
    ? Buffer.concat(strip(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), orientation))
    : null;
}

type Stripper = (bytes: Buffer, orientation: number) => Buffer[];

const STRIPPERS: Record<string, Stripper> = { 'image/jpeg': stripJpeg, 'image/png': stripPng, 'image/webp': stripWebp };

/** A TIFF block (TIFF 6.0, section 2) with one field: the orientation. */
function orientationOnly(orientation: number): Buffer {
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  return tiff;
}

/** Marker segments (ITU-T T.81, annex B). */
function stripJpeg(bytes: Buffer, orientation: number): Buffer[] {
  const parts = [bytes.subarray(0, 2)];
  if (orientation > 1) {
    const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), orientationOnly(orientation)]);
    parts.push(Buffer.from([0xff, 0xe1, 0, body.byteLength + 2]), body);
  }
  let at = 2;
  while (at + 4 <= bytes.byteLength) {
    const marker = bytes[at + 1] as number;
    if (marker === 0xd9) break;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    const next = marker === 0xda ? endOfScan(bytes, end) : end;
    if (isNeeded(bytes, marker, at)) parts.push(bytes.subarray(at, next));
    at = next;
  }
  return [...parts, Buffer.from([0xff, 0xd9])];
}

/** Of the application's segments only JFIF, the colour profile and Adobe's note on colours say how to show it. */
function isNeeded(bytes: Buffer, marker: number, at: number): boolean {
  if (marker === 0xfe) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  const name = bytes.toString('latin1', at + 4, at + 16);
  return (
    (marker === 0xe0 && name.startsWith('JFIF')) ||
    (marker === 0xe2 && name.startsWith('ICC_PROFILE')) ||
    (marker === 0xee && name.startsWith('Adobe'))
  );
}

/** Where the next marker stands: in pixels, FF is followed by 00 or by one of the eight restarts. */
function endOfScan(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const after = bytes[at + 1] ?? 0;
    if (after !== 0 && after !== 0xff && (after < 0xd0 || after > 0xd7)) return at;
  }
  return bytes.byteLength;
}

const PNG_METADATA = ['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME'];

/** Chunks (PNG, third edition, section 5). */
function stripPng(bytes: Buffer, orientation: number): Buffer[] {
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.byteLength;) {
    const end = at + 12 + bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (!PNG_METADATA.includes(name)) parts.push(bytes.subarray(at, end));
    if (name === 'IHDR' && orientation > 1) parts.push(pngChunk('eXIf', orientationOnly(orientation)));
    if (name === 'IEND') break;
    at = end;
  }
  return parts;
}

function pngChunk(name: string, body: Buffer): Buffer {
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from(name, 'latin1'), body, Buffer.alloc(4)]);
  chunk.writeUInt32BE(body.byteLength);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.byteLength - 4);
  return chunk;
}

const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;

/** RIFF chunks (RFC 9649, section 2). */
function stripWebp(bytes: Buffer, orientation: number): Buffer[] {
  const parts: Buffer[] = [];
  const whole = Math.min(bytes.byteLength, 8 + bytes.readUInt32LE(4));
  for (let at = 12; at + 8 <= whole;) {
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    const name = bytes.toString('latin1', at, at + 4);
    if (name === 'VP8X') {
      const header = Buffer.from(bytes.subarray(at, end));
      header[8] = ((header[8] as number) & ~HAS_XMP & ~HAS_EXIF) | (orientation > 1 ? HAS_EXIF : 0);
      parts.push(header);
    } else if (name !== 'EXIF' && name !== 'XMP ') parts.push(bytes.subarray(at, end));
    at = end;
  }
  if (orientation > 1) {
    const tiff = orientationOnly(orientation);
    const head = Buffer.from('EXIF\0\0\0\0', 'latin1');
    head.writeUInt32LE(tiff.byteLength, 4);
    parts.push(head, tiff);
  }
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(4 + parts.reduce((sum, part) => sum + part.byteLength, 0), 4);
  return [head, ...parts];
}
