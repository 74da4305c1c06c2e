// `npm run abuse -- [NAME...]`: plays the attacks that were found against a running Foyer and prints which of them
// held. `ABUSE=all` is set here, so that everything is tried at full size; the same files run smaller without it.
import { runNamed } from './run-named.mjs';

const options = ['--test-timeout=600000', '--test-reporter=spec'];
await runNamed({ folder: 'tests/abuse', what: 'class of attack', options, env: { ABUSE: process.env.ABUSE ?? 'all' } });
