// `npm run roles`: walks every page, form action, file and API operation as everybody, and holds each use case against other organizers' owners.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const files = globSync('tests/roles/*.test.ts', { cwd: root }).sort();
const done = spawnSync(path.join(root, 'node_modules/.bin/node'), ['--test', '--test-concurrency=1', '--test-reporter=./bin/report.mjs', ...files], { cwd: root, stdio: 'inherit' });
process.exit(done.status ?? 1);
