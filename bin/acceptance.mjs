// `npm run acceptance`: what needs the folder of real files beside the project (or FOYER_SHARED).
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runBeside, withTestServer } from './test-server.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const shared = process.env.FOYER_SHARED ?? path.resolve(root, '../shared');
if (!existsSync(path.join(shared, 'data'))) {
  process.stdout.write(`There are no real files at ${shared}; set FOYER_SHARED to where they are. Nothing to do.\n`);
  process.exit(0);
}
installValidators();
const files = globSync('tests/acceptance/*.test.ts', { cwd: root }).sort();
const node = path.join(root, 'node_modules/.bin/node');
const options = ['--test', '--test-concurrency=1', '--test-timeout=600000', '--test-reporter=./bin/report.mjs'];
process.env.FOYER_SHARED = shared;
process.exit(await withTestServer(() => runBeside(node, [...options, ...files], { cwd: root })));

/** The independent checks: Python on Debian's XML tools, and readers of Markdown and reStructuredText. */
function installValidators() {
  const packages = ['libxml2-utils', 'jing', 'python3-lxml', 'python3-sphinx', 'cmark-gfm'];
  const there =
    ['xmllint', 'jing', 'sphinx-build', 'cmark-gfm'].every((tool) => spawnSync('which', [tool]).status === 0) &&
    spawnSync('/usr/bin/python3', ['-c', 'import lxml']).status === 0;
  if (there) return;
  if (process.getuid?.() !== 0) {
    process.stderr.write(`The acceptance run needs: sudo apt-get install -y ${packages.join(' ')}\n`);
    process.exit(2);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
  spawnSync('apt-get', ['install', '-y', '-qq', ...packages], { stdio: ['ignore', 'ignore', 'inherit'], env });
}
