/** The tools as anybody has them: packed, installed in an empty folder, and run there by the Nodes they are for. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'foyer-packages-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The oldest that they are for, the one that Foyer has, and one that is too old; npm brings the others. */
const NODES = { oldest: '20.19.0', old: '18.20.8' };
const own = path.join(root, 'node_modules/.bin');

function run(command: string, args: string[], cwd: string, node = own): { code: number | null; said: string } {
  const env = { ...process.env, NODE_OPTIONS: '', PATH: `${node}:${process.env.PATH}` };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  return { code: status, said: `${stdout}${stderr}` };
}

/** @returns the folder with that `node` in it */
function bringNode(version: string): string {
  const home = path.join(folder, `node-${version}`);
  mkdirSync(home);
  const { code, said } = run('npm', ['install', '--no-audit', '--no-fund', '--prefix', home, `node@${version}`], home);
  assert.equal(code, 0, said);
  const bin = path.join(home, 'node_modules/node/bin');
  assert.equal(run('node', ['--version'], home, bin).said.trim(), `v${version}`);
  return bin;
}

/** Packs a tool and installs the package where nothing else is. @returns the folder */
function installPacked(tool: string): string {
  const home = path.join(folder, tool);
  mkdirSync(home);
  const packed = run('npm', ['pack', '--pack-destination', home], path.join(root, 'tools', tool));
  assert.equal(packed.code, 0, packed.said);
  const file = readdirSync(home).find((name) => name.endsWith('.tgz')) ?? '';
  const { code, said } = run('npm', ['install', '--no-audit', '--no-fund', '--prefix', home, `./${file}`], home);
  assert.equal(code, 0, said);
  cpSync(path.join(home, 'node_modules', tool, 'example'), path.join(home, 'example'), { recursive: true });
  return home;
}

let oldest = '';
let tooOld = '';
before(() => {
  oldest = bringNode(NODES.oldest);
  tooOld = bringNode(NODES.old);
});

test('packages hold what runs, a README, the licence and an example, and no TypeScript but types', () => {
  for (const tool of ['docs-site', 'quality']) {
    const inside = path.join(installPacked(tool), 'node_modules', tool);
    const beside = ['LICENSE', 'README.md', 'bin', 'dist', 'example', 'package.json', 'theme'];
    assert.deepEqual(readdirSync(inside).sort(), tool === 'docs-site' ? [...beside, 'docs-site.js'].sort() : beside);
    assert.equal(readFileSync(path.join(inside, 'LICENSE'), 'utf8'), readFileSync(path.join(root, 'LICENSE'), 'utf8'));
    assert.deepEqual(
      readdirSync(path.join(inside, 'dist'), { recursive: true, encoding: 'utf8' }).filter((name) =>
        /(?<!\.d)\.ts$|\.test\./.test(name),
      ),
      [],
    );
    // What was built for the package is gone: here the tools run as they are written.
    assert.equal(existsSync(path.join(root, 'tools', tool, 'dist')), false);
  }
});

for (const which of ['the oldest Node', "Foyer's own Node"]) {
  const nodeOf = (): string => (which === 'the oldest Node' ? oldest : own);

  test(`on ${which} docs-site builds its example without a note`, () => {
    const home = path.join(folder, 'docs-site/example');
    rmSync(path.join(home, 'site'), { recursive: true, force: true });
    const { code, said } = run('npx', ['--no-install', 'docs-site', 'build', '--strict'], home, nodeOf());
    assert.equal(code, 0, said);
    assert.match(said, /^4 pages in site, \d+\.\d s\n$/);
    assert.match(readFileSync(path.join(home, 'site/docs/guide.html'), 'utf8'), /class="katex"/);
    const used = run(
      'node',
      [
        '--input-type=module',
        '-e',
        "import { openSearch } from 'docs-site'; console.log(openSearch('site')('amplitude').results[0].href)",
      ],
      home,
      nodeOf(),
    );
    assert.equal(used.said, 'docs/words.html#range\n');
  });

  test(`on ${which} quality grades its example`, () => {
    const home = path.join(folder, 'quality/example');
    rmSync(path.join(home, '.git'), { recursive: true, force: true });
    execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: home });
    execFileSync('git', ['add', '-A'], { cwd: home });
    execFileSync('git', ['-c', 'user.name=Tess', '-c', 'user.email=tess@example.org', 'commit', '-qm', 'All'], {
      cwd: home,
    });
    const { code, said } = run('npx', ['--no-install', 'quality', '--json', '../report.json'], home, nodeOf());
    assert.match(said, /Quality: [AB] \(/);
    assert.equal(code, 0, said);
  });
}

test('a Node that is too old is told which one they need', () => {
  for (const tool of ['docs-site', 'quality']) {
    const { code, said } = run(
      'node',
      [`../node_modules/${tool}/bin/${tool}.mjs`, '--help'],
      path.join(folder, tool, 'example'),
      tooOld,
    );
    assert.equal(said, `${tool} needs Node 20.19 or newer; this is Node ${NODES.old}.\n`);
    assert.equal(code, 2);
  }
});
