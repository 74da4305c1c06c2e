// `npm run faults -- [NAME...]`: the table of faults, or parts of it by name: webhooks, answers, kills, telling, secrets, currencies.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const names = process.argv.slice(2);
const all = globSync('tests/faults/*.test.ts', { cwd: root }).sort();
const files = names.length === 0 ? all : all.filter((file) => names.some((name) => path.basename(file).startsWith(name)));
if (files.length === 0) {
  process.stderr.write(`No part of the table is named ${names.join(', ')}. There are: ${all.map((file) => path.basename(file, '.test.ts')).join(', ')}\n`);
  process.exit(2);
}
const done = spawnSync(path.join(root, 'node_modules/.bin/node'), ['--test', '--test-concurrency=1', '--test-timeout=600000', '--test-reporter=spec', ...files], { cwd: root, stdio: 'inherit', env: { ...process.env, FAULTS: 'all' } });
process.exit(done.status ?? 1);
