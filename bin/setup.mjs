// Everything that must be there before Foyer starts or is tested: dependencies, built pages, and for tests a browser
// and servers. Runs on Node 20 and newer, with nothing installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const goal = process.argv[2] ?? 'serve';
const stamps = path.join(root, 'node_modules/.foyer');

requireNode();
installDependencies();
if (goal !== 'dev') buildPages();
if (goal === 'test' || goal === 'operations') installTestTools();

function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) stop(`Foyer needs Node 20 or newer to set itself up; this is ${process.version}.`);
}

/** Installs when there is nothing, or when the lock file has changed since. */
function installDependencies() {
  const digest = digestOf([path.join(root, 'package-lock.json'), path.join(root, 'package.json')]);
  if (readStamp('dependencies') === digest && existsSync(pinnedNode())) return;
  report('Installing dependencies');
  const advice = installLibrary();
  run(
    'npm',
    ['ci', '--no-audit', '--no-fund'],
    process.env,
    `The dependencies could not be installed. Is the npm registry reachable?${advice}`,
  );
  if (!existsSync(pinnedNode()))
    stop('There is no Node 26 for this machine in the npm registry. Install Node 26 or newer and put it on the PATH.');
  writeStamp('dependencies', digest);
}

/**
 * Node 26 is linked to a library of the C compiler that a bare system may lack. Says what helps where it stays missing.
 */
function installLibrary() {
  const folders = [
    '/lib64',
    '/usr/lib64',
    '/usr/lib',
    ...['x86_64', 'aarch64'].flatMap((arch) => [`/lib/${arch}-linux-gnu`, `/usr/lib/${arch}-linux-gnu`]),
  ];
  const missing = () =>
    process.platform === 'linux' && !folders.some((folder) => existsSync(path.join(folder, 'libatomic.so.1')));
  if (missing() && process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    report('Installing what Node 26 needs (Debian package libatomic1)');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', 'libatomic1'],
    ])
      spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env });
  }
  return missing()
    ? ' Node 26 needs libatomic.so.1: sudo apt-get install -y libatomic1 (Fedora: sudo dnf install libatomic).'
    : '';
}

/** Builds when a source that pages are made of has changed since. */
function buildPages() {
  const sources = ['src', 'static']
    .flatMap((folder) => listFiles(path.join(root, folder)))
    .filter((file) => !file.endsWith('.test.ts'));
  const digest = digestOf([...sources, path.join(root, 'vite.config.ts'), path.join(root, 'package-lock.json')]);
  if (readStamp('build') === digest && existsSync(path.join(root, 'build/handler.js'))) return;
  report('Building the pages');
  rmSync(path.join(stamps, 'build'), { force: true });
  const env = {
    ...process.env,
    FOYER_BUILD: digest.slice(0, 12),
    PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}`,
  };
  run(
    pinnedNode(),
    [path.join(root, 'node_modules/@sveltejs/kit/svelte-kit.js'), 'sync'],
    env,
    'The pages could not be prepared.',
  );
  run(
    pinnedNode(),
    [path.join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
    env,
    'The pages could not be built.',
  );
  writeStamp('build', digest);
}

/**
 * Journeys run in a real Chromium, the main ones in Firefox and WebKit as well, storage is tested on real S3 servers,
 * the operator's guide with the programs that it names. Root may install Debian's, in one go; everybody else is told
 * how. Without a browser only the guide is tested; without the others their tests are skipped. A Chromium that has no
 * windows to draw takes half as long, so it is tried even where there is another; once.
 */
function installTestTools() {
  const packages = JSON.parse(readFileSync(path.join(root, 'bin/test-packages.json'), 'utf8'));
  const whole = goal === 'test';
  const hasFirefoxAndWebKit = areThere('/usr/bin/firefox-esr', '/usr/bin/WebKitWebDriver', '/usr/bin/Xvfb');
  const ofBrowsers = [
    ...(hasQuickBrowser() ? [] : packages.browser),
    ...(hasFirefoxAndWebKit ? [] : packages.firefoxAndWebKit),
  ];
  const ofAll = [...ofBrowsers, ...(areThere('/usr/bin/moto_server', '/usr/bin/radosgw') ? [] : packages.s3)];
  const missing = [...(whole ? ofAll : []), ...(hasOperationsTools() ? [] : packages.operations)];
  const tried = readStamp(`packages-${goal}`) === missing.join();
  if (
    missing.length > 0 &&
    !(tried && (!whole || chromium())) &&
    process.getuid?.() === 0 &&
    spawnSync('apt-get', ['--version']).status === 0
  ) {
    report(`Installing what the tests run in and on (Debian packages ${missing.join(', ')})`);
    // Nothing is started: the tests start what they need by themselves.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', SYSTEMD_OFFLINE: '1' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 2, 2], env });
    const install = (names) =>
      spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], {
        stdio: ['ignore', 2, 2],
        env,
      }).status === 0;
    // One that this Debian does not have keeps the others from being installed with it.
    if (!install(missing)) for (const name of missing) install([name]);
    if (whole && !chromium()) install(packages.otherBrowser);
    writeStamp(`packages-${goal}`, missing.join());
  }
  if (whole && !chromium())
    stop(
      `The journeys need a Chromium. Install it with\n\n  sudo apt-get install -y --no-install-recommends ${packages.browser.join(' ')}\n\nor set CHROMIUM to the path of one.`,
    );
}

/** The dumps are of the PostgreSQL that comes along, and an older client refuses them. */
function hasOperationsTools() {
  const clients = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  return (
    clients.some((version) => Number(version) >= 17 && areThere(`/usr/lib/postgresql/${version}/bin/pg_dump`)) &&
    areThere('/usr/sbin/nginx', '/usr/bin/promtool', '/usr/bin/systemd-analyze')
  );
}

function areThere(...files) {
  return files.every((file) => existsSync(file));
}

/** The first that is there of those that CHROMIUM and bin/browsers.json name; src/testing/browser.ts takes the same. */
function chromium() {
  return [process.env.CHROMIUM, ...browsers()].find((file) => file && existsSync(file));
}

function hasQuickBrowser() {
  return Boolean(process.env.CHROMIUM) || existsSync(browsers()[0]);
}

function browsers() {
  return JSON.parse(readFileSync(path.join(root, 'bin/browsers.json'), 'utf8'));
}

function pinnedNode() {
  return path.join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
}

function run(command, args, env, complaint) {
  const done = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) stop(`${complaint}${done.error ? ` (${done.error.message})` : ''}`);
}

function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((file) => statSync(file).isFile())
    .sort();
}

function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function readStamp(name) {
  try {
    return readFileSync(path.join(stamps, name), 'utf8');
  } catch {
    return '';
  }
}

function writeStamp(name, digest) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(path.join(stamps, name), digest);
}

function report(text) {
  process.stderr.write(`${text}\n`);
}

function stop(text) {
  process.stderr.write(`\n${text}\n`);
  process.exit(1);
}
