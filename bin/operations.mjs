// `npm run operations -- [NAME...]`: the operator's guide tried as it stands, or parts of it by name: alerts, backup, guide, processes, unit, upgrade.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const names = process.argv.slice(2);
const all = globSync('tests/operations/*.test.ts', { cwd: root }).sort();
const files = names.length === 0 ? all : all.filter((file) => names.some((name) => path.basename(file).startsWith(name)));
if (files.length === 0) {
  process.stderr.write(`No part of the guide is named ${names.join(', ')}. There are: ${all.map((file) => path.basename(file, '.test.ts')).join(', ')}\n`);
  process.exit(2);
}
const done = spawnSync(path.join(root, 'node_modules/.bin/node'), ['--test', '--test-concurrency=1', '--test-timeout=1200000', '--test-reporter=spec', ...files], { cwd: root, stdio: 'inherit' });
process.exit(done.status ?? 1);
