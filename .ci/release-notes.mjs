// Prints what CHANGELOG.md says of a version: `node .ci/release-notes.mjs v1.2.3`. Refuses a tag that is not the
// version of package.json, and a version that the changelog does not tell of. Runs on Node alone.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = process.env.FOYER_ROOT ?? path.resolve(import.meta.dirname, '..');
const version = (process.argv[2] ?? '').replace(/^v/, '');
const { version: ours } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
if (version !== ours) stop(`The tag says ${version || 'nothing'}, package.json says ${ours}.`);

const lines = readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8').split('\n');
const start = lines.findIndex((line) => line.startsWith(`## [${version}] - `));
if (start < 0) stop(`CHANGELOG.md has no part "## [${version}] - DATE".`);
const length = lines.slice(start + 1).findIndex((line) => /^## |^\[[^\]]+\]: /.test(line));
const notes = lines
  .slice(start + 1, length < 0 ? undefined : start + 1 + length)
  .join('\n')
  .trim();
if (!notes) stop(`CHANGELOG.md says nothing of ${version}.`);
process.stdout.write(`${notes}\n`);

function stop(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
