import { sha256 } from '#platform/storage/storage.ts';
import type { CarriedFile } from '../conference.ts';

/** A file whose bytes are in memory already. */
export function carriedFile(bytes: Uint8Array): CarriedFile {
  return { size: bytes.byteLength, sha256: sha256(bytes), read: async () => bytes };
}
