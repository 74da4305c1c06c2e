import assert from 'node:assert/strict';
import { promisify } from 'node:util';
import { test } from 'node:test';
import yauzl from 'yauzl';
import { writeZip } from './write-zip.ts';

const AT = Date.UTC(2027, 4, 1, 12, 30, 58);

type Seen = { name: string; method: number; date: string; text: string };

/** What a reader that validates sizes and names finds. */
async function entriesOf(zip: Uint8Array): Promise<Seen[]> {
  const file = await promisify<Buffer, yauzl.Options, yauzl.ZipFile>(yauzl.fromBuffer)(Buffer.from(zip), {
    lazyEntries: true,
    strictFileNames: true,
  });
  const seen: Seen[] = [];
  return new Promise((resolve, reject) => {
    file.on('error', reject);
    file.on('end', () => resolve(seen));
    file.on('entry', (entry: yauzl.Entry) => {
      file.openReadStream(entry, async (error, stream) => {
        if (error) return reject(error);
        const chunks = await stream.toArray();
        const date = entry.getLastModDate({ timezone: 'UTC' }).toISOString();
        seen.push({
          name: entry.fileName,
          method: entry.compressionMethod,
          date,
          text: Buffer.concat(chunks).toString(),
        });
        file.readEntry();
      });
    });
    file.readEntry();
  });
}

test('a strict reader finds every entry with its name, method, date and content', async () => {
  const zip = await writeZip(
    [
      { name: 'event', bytes: Buffer.from('x'.repeat(1000)), stored: false },
      { name: 'images/Größe.png', bytes: Buffer.from('pixels'), stored: true },
      { name: 'empty', bytes: new Uint8Array(), stored: false },
    ],
    AT,
  );
  assert.deepEqual(await entriesOf(zip), [
    { name: 'event', method: 8, date: '2027-05-01T12:30:58.000Z', text: 'x'.repeat(1000) },
    { name: 'images/Größe.png', method: 0, date: '2027-05-01T12:30:58.000Z', text: 'pixels' },
    { name: 'empty', method: 8, date: '2027-05-01T12:30:58.000Z', text: '' },
  ]);
});

test('the same entries give the same bytes', async () => {
  const write = (): Promise<Uint8Array> => writeZip([{ name: 'a', bytes: Buffer.from('a'), stored: false }], AT);
  assert.deepEqual(await write(), await write());
});

test('a time before 1980, which the format cannot say, becomes the first that it can', async () => {
  const [entry] = await entriesOf(await writeZip([{ name: 'a', bytes: Buffer.from('a'), stored: true }], 0));
  assert.equal(entry?.date, '1980-01-01T00:00:00.000Z');
});
