// `npm run contract`: ten thousand requests that nobody thought of, each answer held against the description of the
// API. `CONTRACT_REQUESTS=3000` is the short form, of a minute.
import { runNamed } from './run-named.mjs';

const options = ['--test-timeout=1800000', '--test-reporter=spec'];
const env = { CONTRACT_REQUESTS: process.env.CONTRACT_REQUESTS ?? '10000' };
await runNamed({ folder: 'tests/contract', what: 'part of the contract', options, env });
