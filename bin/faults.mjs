// `npm run faults -- [NAME...]`: the table of faults, or parts of it by name: webhooks, answers, kills, telling,
// secrets, currencies.
import { runNamed } from './run-named.mjs';

await runNamed({
  folder: 'tests/faults',
  what: 'part of the table',
  options: ['--test-timeout=600000', '--test-reporter=spec'],
  env: { FAULTS: 'all' },
});
