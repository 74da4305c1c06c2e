/** The blob store in a folder. An object is two files: the bytes, and beside them what is known of them. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { Unavailable } from '../errors.ts';
import { type ByteRange, checkKey, type PutOptions, type Storage, type StoredMeta } from './storage.ts';

/** A store in `root`. Files appear by rename, so nobody ever sees half of one. */
export function createDiskStorage(root: string): Storage {
  const fileOf = (key: string): string => path.join(root, checkKey(key));
  return {
    put: async (key, body, options) => writeObject(fileOf(key), body, options),
    get: async (key, range) => readObject(fileOf(key), range),
    delete: async (key) => {
      const file = fileOf(key);
      await rm(file, { force: true });
      await rm(`${file}.json`, { force: true });
    },
    check: async () => {
      try {
        await mkdir(root, { recursive: true });
        await access(root, constants.W_OK);
      } catch (cause) {
        throw new Unavailable(`The file folder ${root} cannot be written: ${(cause as Error).message}`, 'storage', { cause });
      }
    },
  };
}

async function writeObject(file: string, body: Uint8Array | Readable, options: PutOptions): Promise<StoredMeta> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      for await (const part of body instanceof Uint8Array ? [body] : body) {
        await handle.writeFile(part);
        hash.update(part);
        bytes += part.byteLength;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    const meta: StoredMeta = { contentType: options.contentType, disposition: options.disposition ?? '', bytes, sha256: hash.digest('hex') };
    await writeFile(`${draft}.json`, JSON.stringify(meta), { mode: 0o600 });
    await rename(`${draft}.json`, `${file}.json`);
    await rename(draft, file);
    return meta;
  } catch (error) {
    await rm(draft, { force: true });
    await rm(`${draft}.json`, { force: true });
    throw error;
  }
}

async function readObject(file: string, range?: ByteRange): Promise<{ body: Readable; meta: StoredMeta } | undefined> {
  try {
    const meta = JSON.parse(await readFile(`${file}.json`, 'utf8')) as StoredMeta;
    await access(file, constants.R_OK);
    const stream = createReadStream(file, range ? { start: range.first, end: range.last } : {});
    return { body: stream, meta };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
