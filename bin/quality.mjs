// `npm run quality`: the report on all of this. Trying changes of the code (`--mutation sample`, `full`) needs the tests' database, which is started for it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);
const tries = args.some((arg, at) => /^--mutation=(sample|full)$/.test(arg) || (arg === '--mutation' && args[at + 1] !== 'kept'));
const env = { ...process.env };
let stop = async () => {};
if (tries && !env.TEST_DATABASE_URL) {
  const { startTestServer } = await import('../src/testing/database.ts');
  const server = await startTestServer();
  env.TEST_DATABASE_URL = server.url;
  stop = server.leave;
}
const child = spawn(path.join(root, 'node_modules/.bin/quality'), args, { cwd: root, env, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', async (status) => {
  await stop();
  process.exit(status ?? 1);
});
