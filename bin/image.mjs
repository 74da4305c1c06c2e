// `npm run image`: builds the Dockerfile without a daemon, and tries what came out of it. It needs Linux, root and
// buildah; elsewhere it says so and is done. Where the images that ours begins with cannot be fetched, stand-ins are
// made of Debian's packages (mmdebstrap) and of the Node that the program brings along.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { cp, copyFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const folder = path.join(root, '.cache/image');
const NAME = 'localhost/foyer:trial';
const PACKAGES = ['buildah', 'netavark', 'mmdebstrap'];

const lacking = [
  process.platform === 'linux' && process.getuid() === 0 ? '' : 'Linux and root',
  ...['buildah', 'unshare', 'nsenter'].map((name) => (has(name) ? '' : name)),
].filter(Boolean);
if (lacking.length > 0) {
  report(
    `The image is not built: it needs ${lacking.join(', ')} (apt-get install -y --no-install-recommends ${PACKAGES.join(' ')}).`,
  );
  process.exit(0);
}

const env = { ...process.env, BUILDAH_ISOLATION: 'chroot', ...separate() };
const bases = [...readFileSync(path.join(root, 'Dockerfile'), 'utf8').matchAll(/^FROM (\S+)/gm)].map(
  ([, name]) => `docker.io/library/${name}`,
);
const [node, debian] = [bases.find((name) => name.includes('/node:')), bases.find((name) => name.includes('/debian:'))];
if (!isKept(debian) && !isFetched(debian)) makeDebian();
if (!isKept(node) && !isFetched(node)) await makeNode();

const started = Date.now();
buildah(
  'build',
  '--quiet',
  '--format',
  'docker',
  '--layers=false',
  '--network',
  'host',
  '--pull=never',
  '--tag',
  NAME,
  root,
);
const container = buildah('from', '--network', 'host', '--pull-never', NAME);
try {
  const { Docker, FromImageID } = JSON.parse(buildah('inspect', container));
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(Docker.config));
  const [{ size }] = JSON.parse(buildah('images', '--json', NAME));
  report(`${FromImageID.slice(0, 12)}, ${size}, built in ${Math.round((Date.now() - started) / 1000)} s`);
  const tests = [
    '--test',
    '--test-concurrency=1',
    '--test-timeout=300000',
    '--test-reporter=spec',
    ...globSync('tests/image/*.test.ts', { cwd: root }),
  ];
  const trial = {
    ...process.env,
    IMAGE_ROOT: buildah('mount', container),
    IMAGE_CONFIG: path.join(folder, 'config.json'),
  };
  process.exitCode =
    spawnSync(path.join(root, 'node_modules/.bin/node'), tests, { cwd: root, stdio: 'inherit', env: trial }).status ??
    1;
} finally {
  buildah('umount', container);
  buildah('rm', container);
  buildah('rmi', '--force', NAME);
}

/** Images of its own, in folders: nothing of the machine's is touched, and no file system has to be mounted. */
function separate() {
  mkdirSync(folder, { recursive: true });
  const files = {
    CONTAINERS_STORAGE_CONF: path.join(folder, 'storage.conf'),
    CONTAINERS_CONF: path.join(folder, 'containers.conf'),
  };
  writeFileSync(
    files.CONTAINERS_STORAGE_CONF,
    `[storage]\ndriver = "vfs"\nrunroot = "${folder}/run"\ngraphroot = "${folder}/images"\n`,
  );
  // More than this process may have it cannot give.
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const most = (title) => new RegExp(`^${title} +\\d+ +(\\d+)`, 'm').exec(limits)?.[1];
  const given = [
    ['nofile', most('Max open files')],
    ['nproc', most('Max processes')],
  ].filter(([, limit]) => limit);
  writeFileSync(
    files.CONTAINERS_CONF,
    `[containers]\ndefault_ulimits = [${given.map(([name, limit]) => `"${name}=${limit}:${limit}"`).join(', ')}]\n`,
  );
  return files;
}

function isKept(name) {
  return spawnSync('buildah', ['inspect', '--type', 'image', name], { env }).status === 0;
}

function isFetched(name) {
  return spawnSync('buildah', ['pull', '--quiet', name], { env, timeout: 120_000 }).status === 0;
}

/** Debian's smallest, without what its slim image leaves out. */
function makeDebian() {
  if (!has('mmdebstrap')) stop(`${debian} cannot be fetched, and without mmdebstrap there is no stand-in for it.`);
  report(`${debian} cannot be fetched: a stand-in is made of Debian's packages`);
  const suite = /-([a-z]+)-slim$/.exec(node)[1];
  const archive = path.join(folder, 'debian.tar');
  const without = ['man', 'locale', 'doc'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const done = spawnSync('mmdebstrap', ['--quiet', '--variant=minbase', ...without, suite, archive], {
    stdio: 'inherit',
  });
  if (done.status !== 0) stop('mmdebstrap could not make it.');
  const container = buildah('from', '--network', 'host', 'scratch');
  buildah('add', '--quiet', container, archive, '/');
  buildah('config', '--env', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', container);
  // As that image has it: what apt fetched does not stay.
  buildah(
    'run',
    container,
    '--',
    'sh',
    '-c',
    'echo \'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };\' > /etc/apt/apt.conf.d/docker-clean',
  );
  buildah('commit', '--quiet', '--rm', container, debian);
}

/** That Debian with the Node of the program and the npm of this machine. */
async function makeNode() {
  report(`${node} cannot be fetched: a stand-in is made of ${debian}`);
  const container = buildah('from', '--network', 'host', '--pull-never', debian);
  buildah(
    'run',
    '--network',
    'host',
    container,
    '--',
    'sh',
    '-c',
    'export DEBIAN_FRONTEND=noninteractive; apt-get update -qq && apt-get install -y -qq --no-install-recommends libatomic1 >/dev/null && rm -rf /var/lib/apt/lists/*',
  );
  const place = buildah('mount', container);
  const modules = path.join(place, 'usr/local/lib/node_modules');
  mkdirSync(path.join(place, 'etc/ssl/certs'), { recursive: true });
  await copyFile(
    path.join(root, `node_modules/node-linux-${process.arch}/bin/node`),
    path.join(place, 'usr/local/bin/node'),
  );
  await cp(npmFolder(), path.join(modules, 'npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', path.join(place, 'usr/local/bin/npm'));
  // A network may have an authority of its own.
  const authorities = '/etc/ssl/certs/ca-certificates.crt';
  if (existsSync(authorities)) {
    await copyFile(authorities, path.join(place, authorities));
    buildah('config', '--env', `NODE_EXTRA_CA_CERTS=${authorities}`, container);
  }
  buildah('umount', container);
  buildah('commit', '--quiet', '--rm', container, node);
}

/** `npm run` says where its own program lies, which is in bin of its folder. */
function npmFolder() {
  const program =
    process.env.npm_execpath ?? spawnSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).stdout.trim();
  return path.resolve(path.dirname(realpathSync(program)), '..');
}

function buildah(...args) {
  const { status, stdout } = spawnSync('buildah', args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) stop(`buildah ${args[0]} failed.`);
  return stdout.trim();
}

function has(name) {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

function report(text) {
  process.stderr.write(`${text}\n`);
}

function stop(text) {
  report(text);
  process.exit(1);
}
