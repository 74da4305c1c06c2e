import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createS3Storage } from './s3.ts';

const settings = {
  bucket: 'examplebucket',
  region: 'us-east-1',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

const partsOf = (link: string): (string | null)[] => {
  const { origin, pathname, searchParams } = new URL(link);
  return [origin, pathname, searchParams.get('X-Amz-Expires'), searchParams.get('X-Amz-SignedHeaders')];
};

test('a link to a server of its own has the bucket in its path, binds type and length, and lasts a week at most', async () => {
  const storage = createS3Storage({ ...settings, endpoint: 'http://localhost:9000' });
  const { url, method, headers } = await storage.signUpload('a/b.png', { seconds: 1e9, bytes: 12 });
  assert.deepEqual(partsOf(url), [
    'http://localhost:9000',
    '/examplebucket/a/b.png',
    '604800',
    'content-length;content-type;host',
  ]);
  assert.deepEqual([method, headers], ['PUT', { 'content-type': 'application/octet-stream' }]);
});

test('a link to AWS has the bucket in its host, and says how the file is to be given', async () => {
  const storage = createS3Storage(settings);
  const url = await storage.signDownload('test.txt', { seconds: 60, disposition: 'attachment; filename="é.txt"' });
  assert.deepEqual(partsOf(url), ['https://examplebucket.s3.us-east-1.amazonaws.com', '/test.txt', '60', 'host']);
  assert.equal(new URL(url).searchParams.get('response-content-disposition'), 'attachment; filename="é.txt"');
});
