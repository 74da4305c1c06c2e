import assert from 'node:assert/strict';
import type { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import type { FoundObject } from '#platform/storage/storage.ts';
import { watchStorage } from '#testing/watched-storage.ts';
import { saveFile, serveFile } from './serve-file.ts';

const disk = watchStorage();
const opened: Readable[] = [];
const get = async (...asked: Parameters<typeof disk.get>): Promise<FoundObject | undefined> => {
  const found = await disk.get(...asked);
  if (found) opened.push(found.body);
  return found;
};
setRuntime({ storage: { ...disk, get } } as unknown as Runtime);
after(() => setRuntime(undefined));
await disk.put('a/film', Buffer.alloc(3_000_000), { contentType: 'video/mp4' });
const etag =
  (
    await serveFile(
      new Request('http://localhost/', { method: 'HEAD' }),
      { storageKey: 'a/film', contentType: 'video/mp4', isPublic: true },
      'a',
    )
  ).headers.get('etag') ?? '';

/** Whether all files that were opened meanwhile are closed, once what was begun is through. */
async function closedAfter(act: () => Promise<unknown>): Promise<boolean[]> {
  opened.length = 0;
  await act();
  for (let n = 0; n < 500 && opened.some((body) => !body.closed); n += 1) await sleep(10);
  return opened.map(({ closed }) => closed);
}

const asked = (init: RequestInit = {}) => new Request('http://localhost/', init);
const film = { storageKey: 'a/film', contentType: 'video/mp4', fileName: 'a.mp4' };

test('a file that is handed out is closed, read to its end or not; where nothing of it is sent, none is opened', async () => {
  assert.deepEqual(await closedAfter(async () => (await saveFile(asked(), film)).arrayBuffer()), [true]);
  assert.deepEqual(await closedAfter(async () => (await saveFile(asked(), film)).body?.cancel()), [true]);
  assert.deepEqual(
    await closedAfter(async () => (await saveFile(asked({ headers: { range: 'bytes=0-10' } }), film)).arrayBuffer()),
    [true],
  );
  assert.deepEqual(
    await closedAfter(() => assert.rejects(saveFile(asked(), { ...film, contentType: 'vidéo/☃' }), TypeError)),
    [true],
  );
  assert.deepEqual(await closedAfter(() => saveFile(asked({ method: 'HEAD' }), film)), []);
  for (const given of [etag, `W/${etag}`, `"other", ${etag}`, '*'])
    assert.deepEqual(await closedAfter(() => saveFile(asked({ headers: { 'if-none-match': given } }), film)), []);
});
