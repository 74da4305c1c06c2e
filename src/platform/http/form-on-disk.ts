/** Forms with large files: what comes in goes to the disk as it arrives, so that it never stands whole in memory. */
import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy';
import { TooLarge } from '../errors.ts';
import { removeTempFile, writeTempFile } from '../temp-files.ts';

const MEBIBYTE = 1024 * 1024;
/** Smaller forms are read in memory, by the platform's own reader. */
const LARGE = MEBIBYTE;
/** Everything typed into one form, names of fields included. */
const MOST_TEXT = 4 * MEBIBYTE;
/** What a field or a file costs besides its text. */
const PART = 200;

type Entry = [name: string, value: string | { file: string; fileName: string; type: string }];

/**
 * Makes `request.formData()` of a large form with files write them to the disk and answer Files that read from there.
 * Returns what removes them again: call it when the request was answered, whatever came of it.
 */
export function readFormToDisk(request: Request): () => Promise<void> {
  const type = request.headers.get('content-type') ?? '';
  const length = request.headers.get('content-length');
  if (!/^multipart\/form-data\s*;/i.test(type) || (length !== null && Number(length) <= LARGE)) return async () => {};
  const files = new Set<string>();
  let isOver = false;
  request.formData = async () => {
    if (!request.body || request.bodyUsed) throw new TypeError('The body was read already');
    const entries = await readEntries(request.body, type, files);
    if (isOver) await removeAll(files);
    const form = new FormData();
    for (const [name, value] of entries) {
      if (typeof value === 'string') form.append(name, value);
      else if (value.file === '') form.append(name, new File([], value.fileName, { type: value.type }));
      else form.append(name, new File([await openAsBlob(value.file)], value.fileName, { type: value.type }));
    }
    return form;
  };
  return async () => {
    isOver = true;
    await removeAll(files);
  };
}

async function removeAll(files: Set<string>): Promise<void> {
  for (const file of files) await removeTempFile(file);
  files.clear();
}

/**
 * Reads to the end also where something is wrong, so that whoever sends hears of it.
 * @throws TooLarge, Unavailable, what the body or the reader throws
 */
async function readEntries(body: ReadableStream<Uint8Array>, type: string, files: Set<string>): Promise<Entry[]> {
  const entries: Promise<Entry>[] = [];
  const streams: BusboyFileStream[] = [];
  let room = MOST_TEXT;
  const take = (name: string, more: string): boolean => {
    room -= Buffer.byteLength(name) + Buffer.byteLength(more) + PART;
    return room >= 0;
  };
  const reader = Busboy({
    headers: { 'content-type': type } as BusboyHeaders,
    preservePath: true,
    isPartAFile: (_field, _type, fileName) => fileName !== undefined,
    limits: { fieldSize: MOST_TEXT + 1 },
  });
  reader.on('field', (said: string | undefined, value) => {
    const name = said ?? '';
    if (take(name, value)) entries.push(Promise.resolve([nameOf(name), value]));
  });
  reader.on('file', (said: string | undefined, stream, fileName, _encoding, mediaType) => {
    const name = said ?? '';
    if (!take(name, fileName)) return void stream.resume();
    streams.push(stream);
    entries.push(
      receive(stream, files).then((file) => [nameOf(name), { file, fileName: nameOf(fileName), type: mediaType }]),
    );
  });
  try {
    await pipeline(Readable.fromWeb(body as never), reader);
  } catch (error) {
    // The reader ends none of the files that it was in.
    for (const stream of streams) stream.destroy(error as Error);
    await Promise.allSettled(entries);
    throw error;
  }
  const results = await Promise.allSettled(entries);
  if (room < 0) throw new TooLarge('too_large.form');
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** The path of the file, '' where it is empty. */
async function receive(stream: BusboyFileStream, files: Set<string>): Promise<string> {
  try {
    const parts = stream[Symbol.asyncIterator]();
    const first = await parts.next();
    if (first.done) return '';
    const file = await writeTempFile(chain(first.value, parts));
    files.add(file);
    return file;
  } catch (error) {
    stream.resume();
    throw error;
  }
}

async function* chain(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** As browsers write names (HTML, "multipart form data"). */
function nameOf(text: string): string {
  return text.replace(/%0A/gi, '\n').replace(/%0D/gi, '\r').replaceAll('%22', '"');
}
