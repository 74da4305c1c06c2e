// `npm run operations -- [NAME...]`: the operator's guide tried as it stands, or parts of it by name: alerts, backup,
// guide, packages, processes, unit, upgrade.
import { runNamed } from './run-named.mjs';

await runNamed({
  folder: 'tests/operations',
  what: 'part of the guide',
  options: ['--test-timeout=1200000', '--test-reporter=spec'],
});
