import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { after, describe, test } from 'node:test';
import { wordStored } from '../i18n/stored-text.ts';
import { fetchPublic, isPublicAddress } from './fetch-public.ts';

type Answer = (req: IncomingMessage, res: ServerResponse) => void;
const asked: string[] = [];
const answers: Record<string, Answer> = {
  '/a%20b.png': (_req, res) => res.end('picture'),
  '/%E0%A4%A': (_req, res) => res.end('odd name'),
  '/': (_req, res) => res.end('root'),
  '/missing': (_req, res) => res.writeHead(404).end(),
  '/away': (_req, res) => res.writeHead(302, { location: '/a%20b.png' }).end(),
  '/inside': (_req, res) => res.writeHead(302, { location: `http://localhost:${port}/secret` }).end(),
  '/inside-by-number': (_req, res) => res.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
  '/to-a-file': (_req, res) => res.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/to-nothing': (_req, res) => res.writeHead(302, { location: 'http://[' }).end(),
  '/round': (_req, res) => res.writeHead(301, { location: '/round' }).end(),
  '/secret': (_req, res) => res.end('secret'),
  '/large': (_req, res) => {
    res.on('error', () => {});
    res.write(Buffer.alloc(2 * 1024 * 1024));
    res.end(Buffer.alloc(2 * 1024 * 1024));
  },
  '/silent': () => {},
  '/slow': (_req, res) => res.write('the beginning'),
  '/broken': (_req, res) => {
    res.writeHead(200, { 'content-length': '100' });
    res.write('x', () => res.destroy());
  },
};
const server = createServer((req, res) => {
  asked.push(req.url ?? '');
  (answers[req.url ?? ''] ?? (answers['/missing'] as Answer))(req, res);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as { port: number };
after(() => {
  server.closeAllConnections();
  server.close();
});

/** Lets in the one machine on which the test's server is, by its number only. */
const RULES = { allows: (address: string) => address === '127.0.0.1' };
const at = (path: string): string => `http://127.0.0.1:${port}${path}`;

async function reason(url: string, rules = {}): Promise<string> {
  const got = await fetchPublic(url, rules);
  assert.ok('reason' in got, `it was fetched: ${url}`);
  return wordStored(got.reason, 'en');
}

async function fetched(url: string, rules = {}): Promise<[string, string]> {
  const got = await fetchPublic(url, { ...RULES, ...rules });
  assert.ok('bytes' in got, 'reason' in got ? got.reason : '');
  return [Buffer.from(got.bytes).toString(), got.fileName];
}

describe('addresses', () => {
  const inside = [
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '198.18.0.1',
    '192.0.2.1',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:127.0.0.1',
    '::127.0.0.1',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    'fec0::1',
    'ff02::1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    'localhost',
    '',
    '127.1',
    'example.org',
  ];
  for (const address of inside) test(`"${address}" is not public`, () => assert.equal(isPublicAddress(address), false));
  const outside = [
    '1.1.1.1',
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '::ffff:8.8.8.8',
    '2606:4700:4700::1111',
    '2a01:4f8::1',
  ];
  for (const address of outside) test(`"${address}" is public`, () => assert.equal(isPublicAddress(address), true));
});

describe('what is not on the public internet is refused without a word to it', () => {
  const urls = [
    'http://127.0.0.1:1/',
    'http://[::1]:1/',
    'http://[::ffff:127.0.0.1]:1/',
    'http://[::ffff:7f00:1]:1/',
    'http://2130706433:1/',
    'http://0x7f.1:1/',
    'http://0177.0.0.1:1/',
    'https://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data',
  ];
  for (const url of urls)
    test(url, async () =>
      assert.match(await reason(url), /^its address leads to .*, which is not on the public internet$/),
    );

  test('a name that resolves to this machine', async () => {
    asked.length = 0;
    assert.match(
      await reason(`http://localhost:${port}/secret`),
      /^localhost leads to (127\.0\.0\.1|::1), which is not on the public internet$/,
    );
    assert.deepEqual(asked, []);
  });

  test('other protocols, passwords and what is no address', async () => {
    for (const url of [
      'file:///etc/passwd',
      'ftp://example.org/',
      'gopher://x',
      'data:text/plain,x',
      'not an address',
      '',
    ])
      assert.equal(await reason(url), 'its address does not begin with http:// or https://');
    assert.equal(await reason('http://user:secret@example.org/'), 'its address contains a password');
  });
});

describe('redirects', () => {
  test('are followed', async () => assert.deepEqual(await fetched(at('/away')), ['picture', 'a b.png']));

  test('to a private machine are refused, by name and by number, and it is not asked', async () => {
    asked.length = 0;
    assert.match(
      await reason(at('/inside'), {
        allows: (address: string) => address === '127.0.0.1' && !asked.includes('/inside'),
      }),
      /^localhost leads to .*, which is not on the public internet$/,
    );
    assert.match(await reason(at('/inside-by-number'), RULES), /^its address leads to 169\.254\.169\.254/);
    assert.deepEqual(asked, ['/inside', '/inside-by-number']);
  });

  test('to other protocols or to nothing are refused', async () => {
    assert.equal(await reason(at('/to-a-file'), RULES), 'its address does not begin with http:// or https://');
    assert.equal(
      await reason(at('/to-nothing'), RULES),
      'its address redirects to something that is not a web address',
    );
  });

  test('end after three', async () => {
    asked.length = 0;
    assert.equal(await reason(at('/round'), RULES), 'its address redirects more than 3 times');
    assert.equal(asked.length, 4);
  });
});

test('what is fetched has its bytes and the name of its address', async () => {
  assert.deepEqual(await fetched(at('/a%20b.png')), ['picture', 'a b.png']);
  assert.deepEqual(await fetched(at('/')), ['root', 'file']);
  assert.deepEqual(await fetched(at('/%E0%A4%A')), ['odd name', '%E0%A4%A']);
});

test('anything but 200 is a reason', async () =>
  assert.equal(await reason(at('/missing'), RULES), 'its server answered with status 404'));
test('more bytes than the limit are not read', async () =>
  assert.equal(await reason(at('/large'), { ...RULES, limitBytes: 1024 * 1024 }), 'it is larger than 1 MiB'));
test('a server that says nothing is given up', async () =>
  assert.equal(await reason(at('/silent'), { ...RULES, limitMs: 100 }), 'downloading it took longer than 0.1 seconds'));
test('a server that stops in the middle is given up', async () =>
  assert.equal(await reason(at('/slow'), { ...RULES, limitMs: 200 }), 'downloading it took longer than 0.2 seconds'));
test('a connection that breaks off is a reason', async () =>
  assert.equal(await reason(at('/broken'), RULES), 'it could not be downloaded: aborted'));
test('nobody listening is a reason', async () =>
  assert.match(await reason('http://127.0.0.1:1/', RULES), /ECONNREFUSED/));
