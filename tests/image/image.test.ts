/**
 * The image that was just built (`npm run image`), run as strictly as it can be: what is in it, that it starts and
 * stops, and that the commands of the manifests and of compose.yaml work out of it on a real PostgreSQL and a real S3
 * server.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { parse } from 'yaml';
import { freePort } from '#platform/free-port.ts';
import { withDatabase } from '#platform/db/connect.ts';
import { testServerUrl } from '#testing/database.ts';
import { type S3Server, startMoto } from '#testing/s3-server.ts';
import { until } from '../operations/processes.ts';
import { type Image, type ImageConfig, runSealed, type Sealed, startSealed } from './sealed.ts';

const { IMAGE_ROOT = '', IMAGE_CONFIG = '' } = process.env;
const image: Image = { root: IMAGE_ROOT, config: JSON.parse(readFileSync(IMAGE_CONFIG, 'utf8')) as ImageConfig };
const within = (file: string): string => path.join(image.root, file);

async function becomesReady(one: Sealed, port: number): Promise<void> {
  await until(async () => {
    assert.equal(existsSync(`/proc/${one.pid}`), true, `It ended at its start: ${one.output()}`);
    return (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok === true;
  }, 120_000);
}

describe('what is in it', () => {
  type Locked = { dependencies?: object; optionalDependencies?: object; peerDependencies?: object };
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };

  /** Where Node finds that package from there: the nearest folder up. */
  function placeOf(name: string, from: string): string | undefined {
    for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const place = folder ? `${folder}/node_modules/${name}` : `node_modules/${name}`;
      if (packages[place]) return place;
      if (!folder) return undefined;
    }
  }

  /** All that an installation of the program alone brings in, and what others can do without but npm keeps for them. */
  function neededPackages(): Set<string> {
    const needed = new Set<string>();
    const take = (place: string): void => {
      const { dependencies, optionalDependencies, peerDependencies } = packages[place] as Locked;
      for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
        const found = placeOf(name, place);
        if (!found || needed.has(found)) continue;
        needed.add(found);
        take(found);
      }
    };
    take('');
    return needed;
  }

  test('is no package that the program does not need', () => {
    const needed = neededPackages();
    const there = globSync('node_modules/**/package.json', { cwd: within('app') })
      .map((file) => path.dirname(file))
      .filter((place) => packages[place]);
    assert.equal(there.length > 150, true);
    assert.deepEqual(
      there.filter((place) => !needed.has(place)),
      [],
    );
  });

  test('is no test, no source map, no type, and no tool but the stand-in for Stripe', () => {
    assert.deepEqual(
      globSync(
        [
          'src/**/*.test.ts',
          'src/testing',
          'tests',
          'tools/**/*.test.ts',
          'docs',
          'node_modules/**/*.d.ts',
          'node_modules/**/*.map',
        ],
        {
          cwd: within('app'),
        },
      ),
      [],
    );
    assert.deepEqual(globSync('tools/*', { cwd: within('app') }), ['tools/fake-stripe']);
  });

  test('is nothing of the program that its user may change, and no file of ours that gives rights', () => {
    const [, ours] = image.config.User.split(':').map(Number);
    const files = globSync('app/**/*', { cwd: image.root }).map((file) => ({
      file,
      is: statSync(within(file), { throwIfNoEntry: false }),
    }));
    assert.equal(files.length > 2000, true);
    assert.deepEqual(
      files.filter(({ is }) => is && (is.uid === ours || (is.mode & 0o6002) !== 0)).map(({ file }) => file),
      [],
    );
  });

  test('are the programs that the manifests call', async () => {
    for (const command of [
      ['sleep', '0'],
      ['foyer', '--help'],
      ['/app/node_modules/.bin/node', '--version'],
    ]) {
      const { code, out } = await runSealed(image, command);
      assert.equal(code, 0, `${command.join(' ')}: ${out}`);
    }
  });
});

test('it says how it is run: no root, serve, a folder for its data, told to stop by SIGTERM', () => {
  const { User, Cmd, Entrypoint, StopSignal, Volumes } = image.config;
  assert.deepEqual(
    { User, Cmd, Entrypoint, StopSignal, Volumes },
    {
      User: '10001:10001',
      Cmd: ['serve'],
      Entrypoint: ['/usr/bin/tini', '--', '/app/bin/foyer'],
      StopSignal: 'SIGTERM',
      Volumes: { '/data': {} },
    },
  );
});

describe('with nothing but a volume', () => {
  const data = mkdtempSync(path.join(tmpdir(), 'foyer-image-'));
  chownSync(data, 10001, 10001);
  after(() => rmSync(data, { recursive: true, force: true }));
  let port = 0;
  let one: Sealed;
  before(async () => {
    port = await freePort();
    one = await startSealed(image, { args: image.config.Cmd, settings: { PORT: String(port) }, data });
    await becomesReady(one, port);
  });

  test('it has a first page, and a link that signs in', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /href="[^"]*\/e\//);
    assert.match(one.output(), /\/auth/);
  });

  test('it is nobody, with no capability and no way to one, and so is all that it started', async () => {
    const { code, out } = await one.exec(['sh', '-c', 'cat /proc/[0-9]*/status']);
    assert.equal(code, 0, out);
    const said = (name: string): string[] => [
      ...new Set([...out.matchAll(new RegExp(`^${name}:\\s+(.+)$`, 'gm'))].map(([, value]) => value as string)),
    ];
    assert.equal([...out.matchAll(/^Name:\s+postgres$/gm)].length > 3, true);
    assert.deepEqual(
      [said('Uid'), said('CapEff'), said('CapBnd'), said('NoNewPrivs')],
      [['10001\t10001\t10001\t10001'], ['0'.repeat(16)], ['0'.repeat(16)], ['1']],
    );
  });

  test('it cannot write to anything but its data and /tmp', async () => {
    for (const folder of ['/app', '/app/build', '/etc', '/usr/local/bin', '/var/lib', '/'])
      assert.match((await one.exec(['touch', `${folder}/x`])).out, /Read-only file system/, folder);
    for (const folder of ['/data', '/tmp'])
      assert.deepEqual(await one.exec(['sh', '-c', `touch ${folder}/x && rm ${folder}/x`]), { code: 0, out: '' });
  });

  test('its own check of its health is content, and so is the doctor', async () => {
    const [kind, ...check] = image.config.Healthcheck?.Test ?? [];
    assert.equal(kind, 'CMD');
    assert.deepEqual(await one.exec(check), { code: 0, out: '' });
    const { code, out } = await one.exec(['foyer', 'doctor']);
    assert.equal(code, 0, out);
  });

  test('told to stop it ends well within its time, with its database, and comes again with what it had', async () => {
    assert.equal(await one.stop(), 0, one.output());
    assert.equal(existsSync(path.join(data, 'postgres/pgdata/postmaster.pid')), false);
    const again = await startSealed(image, { args: ['serve'], settings: { PORT: String(port) }, data });
    await becomesReady(again, port);
    assert.match(await (await fetch(`http://127.0.0.1:${port}/`)).text(), /href="[^"]*\/e\//);
    assert.equal(await again.stop(), 0, again.output());
  });
});

const closing: (() => Promise<unknown>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

/**
 * The server of the tests listens on a socket that others do not reach: this leads to it. Returns the address of a new
 * database there.
 */
async function newDatabase(): Promise<string> {
  const server = await testServerUrl();
  const name = `foyer_image_${randomBytes(4).toString('hex')}`;
  const client = new pg.Client({ connectionString: withDatabase(server, 'postgres') });
  await client.connect();
  await client.query(`create database ${name}`);
  closing.push(() => client.query(`drop database ${name} with (force)`).finally(() => client.end()));
  const socket = new URL(server).searchParams.get('host');
  if (!socket) return withDatabase(server, name);
  const port = await freePort();
  const door = createServer((from) => {
    const to = createConnection(path.join(socket, '.s.PGSQL.5432'));
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const)
      one.on('error', () => other.destroy()).pipe(other);
  }).listen(port, '127.0.0.1');
  closing.push(async () => door.close());
  return `postgres://foyer@127.0.0.1:${port}/${name}`;
}

const commandsOfManifests = ['migrate', 'web', 'worker'].map(
  (name) =>
    (
      parse(readFileSync(`deploy/kubernetes/${name}.yaml`, 'utf8')) as {
        spec: { template: { spec: { containers: { args: string[] }[] } } };
      }
    ).spec.template.spec.containers[0]?.args as string[],
);
const commandsOfCompose = Object.values(
  (
    parse(readFileSync('compose.yaml', 'utf8'), { merge: true }) as {
      services: Record<string, { image: string; command: string[] }>;
    }
  ).services,
)
  .filter(({ image }) => image.includes('FOYER_IMAGE'))
  .map(({ command }) => command);
const literals =
  (
    parse(readFileSync('deploy/kubernetes/kustomization.yaml', 'utf8')) as {
      configMapGenerator: { literals: string[] }[];
    }
  ).configMapGenerator[0]?.literals ?? [];

describe('as several containers', async () => {
  const s3 = await startMoto();
  const skip = 'missing' in s3 ? s3.missing : false;
  const [web, worker] = [await freePort(), await freePort()];
  const shared: Record<string, string> = Object.fromEntries(
    literals.map((literal) => literal.split(/=(.*)/s).slice(0, 2)),
  );

  before(async () => {
    if ('missing' in s3) return;
    const { settings } = s3 as S3Server;
    Object.assign(shared, {
      FOYER_URL: `http://localhost:${web}`,
      FOYER_SECRET: randomBytes(32).toString('hex'),
      DATABASE_URL: await newDatabase(),
      TRUST_PROXY: 'no',
      S3_ENDPOINT: settings.endpoint,
      S3_BUCKET: settings.bucket,
      S3_ACCESS_KEY_ID: settings.accessKeyId,
      S3_SECRET_ACCESS_KEY: settings.secretAccessKey,
    });
  });
  if (!('missing' in s3)) closing.push(s3.stop);

  test('the manifests and the composition run the same commands', () => {
    assert.deepEqual(commandsOfCompose, commandsOfManifests);
    assert.deepEqual(commandsOfManifests, [['migrate'], ['web'], ['worker']]);
  });

  test('the job brings the database up to date and ends, however often', { skip }, async () => {
    for (let time = 0; time < 2; time += 1) {
      const { code, out } = await runSealed(image, [...image.config.Entrypoint, 'migrate'], { settings: shared });
      assert.equal(code, 0, out);
    }
  });

  test(
    'web and worker become ready beside each other, find nothing wrong, and stop when told to',
    { skip },
    async () => {
      const both = [
        { port: web, one: await startSealed(image, { args: ['web'], settings: { ...shared, PORT: String(web) } }) },
        {
          port: worker,
          one: await startSealed(image, { args: ['worker'], settings: { ...shared, WORKER_PORT: String(worker) } }),
        },
      ];
      await Promise.all(both.map(({ one, port }) => becomesReady(one, port)));
      assert.equal((await fetch(`http://127.0.0.1:${web}/`)).status, 200);
      assert.equal((await fetch(`http://127.0.0.1:${worker}/healthz`)).status, 200);
      for (const command of [
        ['foyer', 'doctor'],
        ['foyer', 'storage', 'check'],
      ]) {
        for (const { one } of both) {
          const { code, out } = await one.exec(command);
          assert.equal(code, 0, out);
        }
      }
      assert.deepEqual(
        await Promise.all(both.map(({ one }) => one.stop())),
        [0, 0],
        both.map(({ one }) => one.output()).join('\n'),
      );
    },
  );
});
