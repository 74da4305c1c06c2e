import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signS3Url } from './sign-s3-url.ts';

const settings = {
  bucket: 'examplebucket',
  region: 'us-east-1',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const now = Date.parse('2013-05-24T00:00:00Z');

test('a link is the one that the documentation of the protocol gives as its example', () => {
  assert.equal(
    signS3Url(settings, { method: 'GET', key: 'test.txt', seconds: 86_400 }, now),
    'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
      '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
});

test('a link to a server of its own has the bucket in its path, and lasts a week at most', () => {
  const url = new URL(
    signS3Url(
      { ...settings, endpoint: 'http://localhost:9000' },
      { method: 'PUT', key: 'a/b.png', seconds: 1e9, headers: { 'content-type': 'image/png' } },
      now,
    ),
  );
  assert.deepEqual(
    [url.origin, url.pathname, url.searchParams.get('X-Amz-Expires'), url.searchParams.get('X-Amz-SignedHeaders')],
    ['http://localhost:9000', '/examplebucket/a/b.png', '604800', 'content-type;host'],
  );
});
