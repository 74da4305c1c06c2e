/** A store that tells which keys it holds, however it keeps them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { createDiskStorage } from '#platform/storage/disk.ts';
import { readAll, type Storage } from '#platform/storage/storage.ts';

export type WatchedStorage = Storage & {
  /** The keys that were put and not deleted since, in order. */
  keys: () => string[];
  /** How often anything was put. */
  puts: () => number;
  /** The bytes, undefined where there are none. */
  read: (key: string) => Promise<Buffer | undefined>;
};

/** A store on disk for this test file; gone when the file is done. */
export function watchStorage(): WatchedStorage {
  const folder = mkdtempSync(path.join(tmpdir(), 'foyer-files-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const disk = createDiskStorage(folder);
  const held = new Set<string>();
  let puts = 0;
  return {
    ...disk,
    put: async (key, body, options) => {
      puts += 1;
      const meta = await disk.put(key, body, options);
      held.add(key);
      return meta;
    },
    delete: async (key) => {
      await disk.delete(key);
      held.delete(key);
    },
    keys: () => [...held].sort(),
    puts: () => puts,
    read: async (key) => {
      const found = await disk.get(key);
      return found ? readAll(found.body) : undefined;
    },
  };
}
