// `npm run journey -- [NAME...]`: browser journeys by name; all of them without one.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const names = process.argv.slice(2);
const all = globSync('tests/journeys/*.test.ts', { cwd: root }).sort();
const files = names.length === 0 ? all : all.filter((file) => names.some((name) => path.basename(file).startsWith(name)));
if (files.length === 0) {
  process.stderr.write(`No journey is named ${names.join(', ')}. There are: ${all.map((file) => path.basename(file, '.test.ts')).join(', ')}\n`);
  process.exit(2);
}
const done = spawnSync(path.join(root, 'node_modules/.bin/node'), ['--test', '--test-concurrency=1', ...files], { cwd: root, stdio: 'inherit' });
process.exit(done.status ?? 1);
