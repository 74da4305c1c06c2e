import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import forge from 'node-forge';
import yauzl from 'yauzl';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { loadConfig } from '#platform/config.ts';
import { Invalid, NotFound } from '#platform/errors.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { makeApplePass, makeGooglePass, walletsOf } from './make-wallet-pass.ts';
import { getPasses } from './queries.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foyer-wallets-'));
const file = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

/** A certificate of our own making, signed by `by` or by itself. */
function certify(name: string, years: number, by?: { cert: forge.pki.Certificate; key: forge.pki.rsa.PrivateKey }) {
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const cert = forge.pki.createCertificate();
  cert.publicKey = keys.publicKey;
  cert.serialNumber = '01';
  cert.validity.notBefore = new Date(Date.now() - 10 * 365 * 86_400_000);
  cert.validity.notAfter = new Date(Date.now() + years * 365 * 86_400_000);
  cert.setSubject([{ name: 'commonName', value: name }]);
  cert.setIssuer(by ? by.cert.subject.attributes : [{ name: 'commonName', value: name }]);
  cert.sign(by?.key ?? keys.privateKey, forge.md.sha256.create());
  return {
    cert,
    key: keys.privateKey,
    pem: forge.pki.certificateToPem(cert),
    keyPem: forge.pki.privateKeyToPem(keys.privateKey),
  };
}

const intermediate = certify('Intermediate of a test', 5);
const own = certify('Pass Type ID: pass.example.foyer', 1, intermediate);
const old = certify('Ran out', -1, intermediate);
const google = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const APPLE = {
  APPLE_PASS_TYPE: 'pass.example.foyer',
  APPLE_PASS_TEAM: 'TEAM123456',
  APPLE_PASS_CERTIFICATE: file('pass.pem', own.pem),
  APPLE_PASS_KEY: file('pass.key', own.keyPem),
  APPLE_PASS_INTERMEDIATE: file('wwdr.pem', intermediate.pem),
};
const GOOGLE = {
  GOOGLE_WALLET_ISSUER: '3388000000012345678',
  GOOGLE_WALLET_KEY: file(
    'google.json',
    JSON.stringify({ client_email: 'wallet@example.iam.example.org', private_key: google.privateKey }),
  ),
};

const database = await createTestDatabase();
const system = database.ctx();
const configure = (env: NodeJS.ProcessEnv): void =>
  setRuntime({
    config: loadConfig({ FOYER_DATA: folder, FOYER_URL: 'https://foyer.example', ...env }),
    database,
    log: database.log,
  } as unknown as Runtime);
after(() => setRuntime(undefined));

let scope: OrderScope;
before(async () => {
  configure({});
  const event = await makeEvent(system, await makeOrganizer(system), {
    name: 'Lantern Days',
    locationName: 'The Old Granary',
    city: 'Porto',
  });
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Community', kind: 'free', quantity: 5 });
  const [answer] = await reserveTickets(system, event.eventId, [
    { idempotencyKey: 'wallets-of-a-test', lines: [{ ticketType: 1, quantity: 2 }], unlocked: [], locale: 'en' },
  ]);
  scope = await authoriseOrderIn(system, event, answer?.outcome === 'reserved' ? answer.order.code : '', 'buyer');
  await completeOrder(system, scope, {
    name: 'Ada Lind',
    email: 'ada@example.org',
    locale: 'en',
    names: ['', 'محمد بن علي'],
  });
});

async function unzip(bytes: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const zip = await yauzl.fromBufferPromise(bytes);
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    files.set(entry.fileName, Buffer.concat(chunks));
  }
  return files;
}

describe('Apple Wallet', () => {
  test('gets a pass whose files are those of its signed manifest', async () => {
    configure(APPLE);
    assert.deepEqual(walletsOf(system), { apple: true, google: false });
    const { bytes, fileName } = await makeApplePass(system, scope, { number: 2, locale: 'en' });
    assert.equal(fileName, `${scope.code}-2.pkpass`);
    const files = await unzip(bytes);
    const manifest = JSON.parse(String(files.get('manifest.json'))) as Record<string, string>;
    const digests = [...files]
      .filter(([name]) => !['manifest.json', 'signature'].includes(name))
      .map(([name, body]) => [name, createHash('sha1').update(body).digest('hex')]);
    assert.deepEqual(Object.fromEntries(digests), manifest);
    assert.deepEqual(Object.keys(manifest).sort(), [
      'icon.png',
      'icon@2x.png',
      'icon@3x.png',
      'pass.json',
      'thumbnail.png',
      'thumbnail@2x.png',
    ]);
    assert.equal(
      signedBy(files.get('signature') as Buffer, files.get('manifest.json') as Buffer),
      'Pass Type ID: pass.example.foyer',
    );
  });

  test('is told what the ticket says', async () => {
    configure(APPLE);
    const { passes } = await getPasses(system, scope);
    const { bytes } = await makeApplePass(system, scope, { number: 2, locale: 'en' });
    const pass = JSON.parse(String((await unzip(bytes)).get('pass.json'))) as Record<string, unknown> & {
      eventTicket: Record<string, { key: string; value: string }[]>;
    };
    assert.deepEqual(
      [pass.passTypeIdentifier, pass.teamIdentifier, pass.serialNumber],
      ['pass.example.foyer', 'TEAM123456', `${scope.code}-2-0`],
    );
    assert.deepEqual(pass.barcodes, [
      {
        format: 'PKBarcodeFormatQR',
        message: passes[1]?.code,
        messageEncoding: 'iso-8859-1',
        altText: `${scope.code}-2`,
      },
    ]);
    const values = Object.entries(pass.eventTicket)
      .filter(([part]) => part !== 'backFields')
      .flatMap(([, fields]) => (Array.isArray(fields) ? fields.map(({ key, value }) => [key, value]) : []));
    assert.deepEqual(Object.fromEntries(values), {
      ticket: `${scope.code}-2`,
      event: 'Lantern Days',
      when: '2027-05-08T09:00:00+01:00',
      where: 'The Old Granary, Porto',
      name: 'محمد بن علي',
      type: 'Community',
    });
  });

  test('is not offered once its certificate has run out', async () => {
    configure({
      ...APPLE,
      APPLE_PASS_CERTIFICATE: file('old.pem', old.pem),
      APPLE_PASS_KEY: file('old.key', old.keyPem),
    });
    assert.equal(walletsOf(system).apple, false);
    await assert.rejects(makeApplePass(system, scope, { number: 1, locale: 'en' }), NotFound);
  });
});

/**
 * The name of whoever signed the manifest with the PKCS #7 signature; throws where the signature is not of that
 * manifest.
 */
function signedBy(signature: Buffer, manifest: Buffer): string {
  const message = forge.pkcs7.messageFromAsn1(
    forge.asn1.fromDer(signature.toString('binary')),
  ) as forge.pkcs7.PkcsSignedData & { rawCapture: { authenticatedAttributes: forge.asn1.Asn1[]; signature: string } };
  const attributes = message.rawCapture.authenticatedAttributes;
  const parts = (of: forge.asn1.Asn1 | undefined): forge.asn1.Asn1[] => (of?.value ?? []) as forge.asn1.Asn1[];
  const digest = attributes.find(
    (one) => forge.asn1.derToOid(parts(one)[0]?.value as string) === forge.pki.oids.messageDigest,
  );
  const said = parts(parts(digest)[1])[0]?.value as string;
  assert.equal(Buffer.from(said, 'binary').toString('hex'), createHash('sha1').update(manifest).digest('hex'));
  const set = forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.SET, true, attributes);
  const signer = message.certificates.find((cert) =>
    cert.subject.getField('CN').value.startsWith('Pass Type'),
  ) as forge.pki.Certificate;
  const bytes = Buffer.from(forge.asn1.toDer(set).getBytes(), 'binary');
  assert.equal(
    verify(
      'sha1',
      bytes,
      forge.pki.publicKeyToPem(signer.publicKey as forge.pki.rsa.PublicKey),
      Buffer.from(message.rawCapture.signature, 'binary'),
    ),
    true,
  );
  return signer.subject.getField('CN').value as string;
}

describe('Google Wallet', () => {
  test('gets a link that its service account signed, short enough for it', async () => {
    configure(GOOGLE);
    assert.deepEqual(walletsOf(system), { apple: false, google: true });
    const link = await makeGooglePass(system, scope, { number: 2, locale: 'ar' });
    const jwt = link.replace('https://pay.google.com/gp/v/save/', '');
    const [head = '', body = '', signature = ''] = jwt.split('.');
    assert.equal(
      verify('sha256', Buffer.from(`${head}.${body}`), google.publicKey, Buffer.from(signature, 'base64url')),
      true,
    );
    const claims = JSON.parse(String(Buffer.from(body, 'base64url'))) as {
      iss: string;
      payload: { eventTicketClasses: Record<string, unknown>[]; eventTicketObjects: Record<string, unknown>[] };
    };
    const { passes } = await getPasses(system, scope);
    const [ticket] = claims.payload.eventTicketObjects;
    assert.deepEqual(
      [claims.iss, ticket?.ticketNumber, ticket?.ticketHolderName, ticket?.barcode],
      [
        'wallet@example.iam.example.org',
        `${scope.code}-2`,
        'محمد بن علي',
        { type: 'QR_CODE', value: passes[1]?.code, alternateText: `${scope.code}-2` },
      ],
    );
    assert.deepEqual(claims.payload.eventTicketClasses[0]?.dateTime, {
      start: '2027-05-08T09:00:00+01:00',
      end: '2027-05-08T18:00:00+01:00',
    });
    assert.equal(jwt.length < 1800, true, `${jwt.length} signs`);
  });
});

describe('without settings', () => {
  test('there are no wallets', async () => {
    configure({});
    assert.deepEqual(walletsOf(system), { apple: false, google: false });
    await assert.rejects(makeApplePass(system, scope, { number: 1, locale: 'en' }), NotFound);
    await assert.rejects(makeGooglePass(system, scope, { number: 1, locale: 'en' }), NotFound);
  });

  test('what is missing or wrong is named at the start', () => {
    const wrong: [NodeJS.ProcessEnv, RegExp][] = [
      [{ ...APPLE, APPLE_PASS_TEAM: '' }, /Apple Wallet also needs APPLE_PASS_TEAM/],
      [
        { ...APPLE, APPLE_PASS_KEY: file('other.key', old.keyPem) },
        /APPLE_PASS_KEY is not the key of APPLE_PASS_CERTIFICATE/,
      ],
      [{ ...APPLE, APPLE_PASS_CERTIFICATE: path.join(folder, 'nowhere.pem') }, /APPLE_PASS_CERTIFICATE cannot be read/],
      [{ ...APPLE, APPLE_PASS_INTERMEDIATE: file('empty.pem', '') }, /APPLE_PASS_INTERMEDIATE leads to no certificate/],
      [{ ...APPLE, APPLE_PASS_TYPE: 'org.example' }, /APPLE_PASS_TYPE must be a pass type/],
      [{ ...GOOGLE, GOOGLE_WALLET_ISSUER: 'me' }, /GOOGLE_WALLET_ISSUER must be the number/],
      [{ ...GOOGLE, GOOGLE_WALLET_KEY: file('no.json', '{}') }, /GOOGLE_WALLET_KEY leads to no JSON key/],
    ];
    for (const [env, words] of wrong)
      assert.throws(
        () => configure(env),
        (error: Error) => (error instanceof Invalid && words.test(error.message)) || assert.fail(error),
      );
  });
});
