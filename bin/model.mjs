// `npm run model -- [STEPS] [SEED ...]`: long random sales in Foyer and in a simple model, compared after every
// act.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runBeside, withTestServer } from './test-server.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [steps = 10_000, ...given] = process.argv.slice(2).map(Number);
const seeds = given.length > 0 ? given : [1, 2, Date.now() % 2 ** 30];
if (![steps, ...seeds].every(Number.isInteger)) {
  process.stderr.write('npm run model -- [STEPS] [SEED ...], all of them whole numbers: so many acts for each seed\n');
  process.exit(2);
}
const node = path.join(root, 'node_modules/.bin/node');
const args = ['--test', '--test-reporter=./bin/report.mjs', 'tests/model/orders.test.ts'];
const status = await withTestServer(async () => {
  for (const seed of seeds) {
    process.stdout.write(`${steps} acts from seed ${seed} on\n`);
    const env = { ...process.env, MODEL_STEPS: String(steps), MODEL_SEED: String(seed) };
    const code = await runBeside(node, args, { cwd: root, env });
    if (code !== 0) return code;
  }
  return 0;
});
process.exit(status);
