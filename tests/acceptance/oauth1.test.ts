/**
 * Published signatures of OAuth 1.0a, of the RFC and of X. They are not part of this repository: `FOYER_SHARED` says
 * where they are.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  authorizationHeader,
  normaliseParameters,
  type Parameter,
  percentEncode,
  signature,
  signatureBase,
} from '#features/connections/server/sign-oauth1.ts';

type Vector = {
  name: string;
  method: string;
  baseUrl: string;
  requestParameters: Parameter[];
  oauthParameters: Record<string, string>;
  consumerSecret: string;
  tokenSecret: string;
  normalizedParameters: string;
  signatureBaseString: string;
  signature: string;
  authorizationHeaderSorted: string;
};

const shared = process.env.FOYER_SHARED ?? path.resolve(import.meta.dirname, '../../../shared');
const file = path.join(shared, 'data/oauth1/vectors.json');
const skip = existsSync(file) ? false : `there is no ${file}; set FOYER_SHARED to the folder that has data/`;
const { percentEncoding, vectors } = skip
  ? { percentEncoding: [], vectors: [] }
  : (JSON.parse(readFileSync(file, 'utf8')) as { percentEncoding: [string, string][]; vectors: Vector[] });

describe('OAuth 1.0a', { skip }, () => {
  test('there are vectors, and each is looked at', () => {
    assert.equal(vectors.length >= 8 && percentEncoding.length >= 14, true);
  });

  for (const [plain, encoded] of percentEncoding) {
    test(`${JSON.stringify(plain)} is encoded as ${encoded}`, () => assert.equal(percentEncode(plain), encoded));
  }

  for (const vector of vectors) {
    test(`${vector.name} is signed as published`, () => {
      const own = Object.entries(vector.oauthParameters);
      const all: Parameter[] = [...vector.requestParameters, ...own];
      assert.equal(normaliseParameters(all), vector.normalizedParameters);
      const base = signatureBase(vector.method, vector.baseUrl, all);
      assert.equal(base, vector.signatureBaseString);
      const signed = signature(base, vector.consumerSecret, vector.tokenSecret);
      assert.equal(signed, vector.signature);
      const realm = /realm="([^"]*)"/.exec(vector.authorizationHeaderSorted)?.[1];
      assert.equal(authorizationHeader([...own, ['oauth_signature', signed]], realm), vector.authorizationHeaderSorted);
    });
  }
});
