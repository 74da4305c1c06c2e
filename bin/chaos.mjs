// `npm run chaos -- NAME [COUNT]`: trials that kill processes in the middle of their work.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [name, ...rest] = process.argv.slice(2);
const file = path.join(root, 'tests/chaos', `${name}.ts`);
if (!name || name.includes('-') || !existsSync(file)) {
  const all = globSync('tests/chaos/*.ts', { cwd: root })
    .map((found) => path.basename(found, '.ts'))
    .filter((found) => !found.includes('-'));
  process.stderr.write(`npm run chaos -- NAME [COUNT], where NAME is one of: ${all.join(', ')}\n`);
  process.exit(2);
}
const done = spawnSync(path.join(root, 'node_modules/.bin/node'), [file, ...rest], { cwd: root, stdio: 'inherit' });
process.exit(done.status ?? 1);
