// `npm run quality`: the report on all of this. Trying changes of the code (`--mutation sample`, `full`) needs the
// tests' database, which is started for it.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runBeside, withTestServer } from './test-server.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);
const mutates = args.some(
  (arg, at) => /^--mutation=(sample|full)$/.test(arg) || (arg === '--mutation' && args[at + 1] !== 'kept'),
);
const quality = (env) => runBeside(path.join(root, 'node_modules/.bin/quality'), args, { cwd: root, env });
const withServer = (server) => quality(server ? { ...process.env, TEST_DATABASE_URL: server.url } : process.env);
process.exit(await (mutates ? withTestServer(withServer) : quality(process.env)));
