/**
 * The stand-in for Stripe against Stripe's own description, which is of 2020-08-27: every endpoint is called by the
 * official library, and nothing asked or answered may be other than described, but for the differences that `spec.ts`
 * names. The description is no part of this repository: `FOYER_SHARED` says where it is.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { ROUTES } from '#fake-stripe/routes.ts';
import type { Kind, Shape } from '#fake-stripe/shape.ts';
import { answerFaults, readSpec, requestFaults, type Spec, recordFaults } from '#fake-stripe/spec.ts';
import { startWalk, walkEveryEndpoint } from '#fake-stripe/walk.ts';

const shared = process.env.FOYER_SHARED ?? path.resolve(import.meta.dirname, '../../../shared');
const folder = path.join(shared, 'data/stripe');
const file = path.join(folder, 'spec3-2022-04-12.json');
const skip = existsSync(file) ? false : `there is no ${file}; set FOYER_SHARED to the folder that has data/`;
/** As published, and with the differences of the version that is spoken. */
const published = skip
  ? ({ paths: {}, components: { schemas: {} } } as Spec)
  : (JSON.parse(readFileSync(file, 'utf8')) as Spec);
const spec = skip ? published : readSpec(file);

describe('the stand-in for Stripe', { skip }, () => {
  test('the checker takes every example that Stripe publishes', () => {
    const { resources } = JSON.parse(readFileSync(path.join(folder, 'fixtures3-2022-04-12.json'), 'utf8')) as {
      resources: Record<string, object>;
    };
    const wrong = Object.entries(resources).flatMap(([name, resource]) =>
      recordFaults(published, name, resource).map((fault) => `${name}: ${fault}`),
    );
    // That one example has a `zip` which its own description does not name.
    assert.deepEqual(wrong, ['identity.verification_report: .document.address.zip is not described']);
    assert.equal(Object.keys(resources).length >= 100, true);
  });

  test('the checker sees what is missing, too much, of the wrong kind, or none of the choices', () => {
    const { charge } = (
      JSON.parse(readFileSync(path.join(folder, 'fixtures3-2022-04-12.json'), 'utf8')) as {
        resources: Record<string, Record<string, unknown>>;
      }
    ).resources;
    const { amount: _, ...without } = charge ?? {};
    assert.deepEqual(recordFaults(published, 'charge', without), ['.amount is missing']);
    assert.deepEqual(recordFaults(published, 'charge', { ...charge, colour: 'red' }), ['.colour is not described']);
    assert.deepEqual(recordFaults(published, 'charge', { ...charge, amount: '12' }), ['.amount is no integer']);
    assert.deepEqual(recordFaults(published, 'charge', { ...charge, amount: null }), ['.amount is null']);
    assert.deepEqual(recordFaults(published, 'charge', { ...charge, status: 'maybe' }), [
      '.status is none of failed, pending, succeeded',
    ]);
    assert.deepEqual(requestFaults(published, 'POST', '/v1/refunds', { amount: 'ten', colour: 'red' }), [
      '.amount is no integer',
      '.colour is not described',
    ]);
    assert.deepEqual(requestFaults(published, 'GET', '/v1/refunds', { limit: '3', colour: 'red' }), [
      '.colour is not described',
    ]);
    assert.deepEqual(answerFaults(published, 'GET', '/v1/charges/{charge}', 404, { error: { type: 'not_found' } }), [
      '.error.type is none of api_error, card_error, idempotency_error, invalid_request_error',
    ]);
  });

  test('every endpoint and every parameter it takes is described', () => {
    const unknown = ROUTES.flatMap(({ method, path: route, shape }) =>
      requestFaults(spec, method, route, exampleOf(shape)).map((fault) => `${method} ${route} ${fault}`),
    );
    assert.deepEqual(unknown, []);
  });

  test('every endpoint answers as described, but for what the newer version has otherwise', async () => {
    const walk = await startWalk({ spec: file });
    after(() => walk.fake.stop());
    const { drift, received } = walk.fake.control;
    assert.deepEqual(await walkEveryEndpoint(walk), []);
    assert.deepEqual(drift, []);
    assert.deepEqual(
      received.filter((one) => typeof one.status === 'string' || one.status >= 500),
      [],
    );
  });
});

/** Some value for each parameter, as it would come in a form. */
function exampleOf(shape: Shape): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, kind]) => [name.replace('!', ''), exampleOfKind(name.replace('!', ''), kind)]),
  );
}

function exampleOfKind(name: string, kind: Kind): unknown {
  if (kind === 'metadata') return { order: '1' };
  if (kind === 'integer') return '1';
  if (kind === 'boolean') return 'true';
  if (typeof kind === 'object' && 'of' in kind) return exampleOf(kind.of);
  if (typeof kind === 'object' && 'list' in kind)
    return name === 'enabled_events' ? ['*'] : [exampleOfKind('', kind.list)];
  if (typeof kind === 'object') return kind[0];
  return name === 'email' ? 'a@example.org' : 'x';
}
