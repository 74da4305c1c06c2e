// Runs the test files of a folder one after the other: those whose names begin with one of the words that were given,
// or all.
import { globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runBeside, withTestServer } from './test-server.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Ends the process: 0 when all passed, 2 when a word names nothing, so that none is left out by a slip. `what` is one
 * of the files in words.
 */
export async function runNamed({ folder, what, options = [], env = {} }) {
  const names = process.argv.slice(2);
  const all = globSync(`${folder}/*.test.ts`, { cwd: root }).sort();
  const isNamed = (file, name) => path.basename(file).startsWith(name);
  const unknown = names.filter((name) => !all.some((file) => isNamed(file, name)));
  if (unknown.length > 0) {
    process.stderr.write(
      `No ${what} is named ${unknown.join(', ')}. There are: ${all.map((file) => path.basename(file, '.test.ts')).join(', ')}\n`,
    );
    process.exit(2);
  }
  const files = names.length === 0 ? all : all.filter((file) => names.some((name) => isNamed(file, name)));
  const args = ['--test', '--test-concurrency=1', ...options, ...files];
  const node = path.join(root, 'node_modules/.bin/node');
  const run = () => runBeside(node, args, { cwd: root, env: { ...process.env, ...env } });
  process.exit(await withTestServer(run));
}
