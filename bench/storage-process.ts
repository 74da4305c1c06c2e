/**
 * A process that reads or writes one large object through the store in FOLDER and prints by how many megabytes it grew
 * at most: `storage-process.ts read|write FOLDER MEGABYTES`.
 */
import { randomBytes } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDiskStorage } from '#platform/storage/disk.ts';

const [verb, folder = '', size = '0'] = process.argv.slice(2);
const MB = 1024 * 1024;
const storage = createDiskStorage(folder);
await storage.check();

const before = process.memoryUsage().rss;
let peak = before;
const look = (): void => {
  peak = Math.max(peak, process.memoryUsage().rss);
};
const timer = setInterval(look, 3);
if (verb === 'read') {
  const found = await storage.get('large');
  if (!found) throw new Error('There is nothing to read');
  await pipeline(found.body, new Writable({ write: (_part, _encoding, done) => done() }));
} else await storage.put('written', Readable.from(parts()), { contentType: 'video/mp4' });
look();
clearInterval(timer);
process.stdout.write(`${(peak - before) / MB}\n`);

function* parts(): Generator<Buffer> {
  for (let i = 0; i < Number(size) * 16; i += 1) yield randomBytes(MB / 16);
}
