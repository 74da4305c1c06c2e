/** Reading and writing a large object through the store on disk, beside a bare file stream into the same sink. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDiskStorage } from '#platform/storage/disk.ts';
import { alternate, type BenchRow, row, timed } from './bench.ts';

const MB = 1024 * 1024;
const SIZE = 100 * MB;
/** How much more memory a process may hold while a large object goes through it, in megabytes. */
const MEMORY_LIMIT = 64;

export async function run(report: (step: string) => void): Promise<BenchRow[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'foyer-bench-'));
  try {
    return await measure(root, report);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function measure(root: string, report: (step: string) => void): Promise<BenchRow[]> {
  const storage = createDiskStorage(path.join(root, 'files'));
  const bare = path.join(root, 'bare');
  await storage.put('large', source(), { contentType: 'video/mp4' });
  await pipeline(source(), createWriteStream(bare));
  report('reading 100 MB');
  const open = async (): Promise<Readable> => (await storage.get('large'))?.body as Readable;
  const memory = growth('read', path.join(root, 'files'));
  const rate = (work: () => Promise<void>) => async (): Promise<number> => ((SIZE / MB) * 1000) / (await timed(work));
  const read = await alternate(
    rate(async () => pipeline(await open(), sink())),
    rate(() => piped(bare)),
    { rounds: 9, warmUp: 2 },
  );
  report('writing 100 MB');
  const written = growth('write', path.join(root, 'files'));
  return [
    row('reading 100 MB through the store on disk, beside a file stream piped', {
      ...read,
      unit: 'MB/s',
      target: '>= 0.7',
    }),
    row('memory while 100 MB are read, of the limit', {
      figure: memory,
      yardstick: MEMORY_LIMIT,
      unit: 'MB',
      target: '< 1',
    }),
    row('memory while 100 MB are written, of the limit', {
      figure: written,
      yardstick: MEMORY_LIMIT,
      unit: 'MB',
      target: '< 1',
    }),
  ];
}

function source(): Readable {
  const part = randomBytes(MB);
  return Readable.from(
    (function* () {
      for (let sent = 0; sent < SIZE; sent += MB) yield part;
    })(),
  );
}

function sink(): Writable {
  return new Writable({ write: (_part, _encoding, done) => done() });
}

function piped(file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    createReadStream(file).on('error', reject).pipe(sink()).on('finish', resolve).on('error', reject);
  });
}

/** In a process of its own, since what a process holds depends on all that it did before. */
function growth(verb: 'read' | 'write', folder: string): number {
  const done = spawnSync(
    process.execPath,
    [path.join(import.meta.dirname, 'storage-process.ts'), verb, folder, String(SIZE / MB)],
    { encoding: 'utf8' },
  );
  if (done.status !== 0) throw new Error(done.stderr);
  return Number(done.stdout);
}
