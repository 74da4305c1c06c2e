import { openZip } from '#features/exchange/server/formats/open-zip.ts';
import { DEFAULT_LIMITS } from '#features/exchange/server/formats/read-limits.ts';
import type { CarriedFile } from '#features/exchange/conference.ts';

/** What is in an archive, by name. */
export async function unzip(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  return inMemory(await openZip(new Blob([bytes as Uint8Array<ArrayBuffer>]), DEFAULT_LIMITS));
}

/** The files of a reading, read. */
export async function inMemory(files: Map<string, CarriedFile>): Promise<Map<string, Uint8Array>> {
  return new Map(await Promise.all([...files].map(async ([name, file]) => [name, await file.read()] as const)));
}
