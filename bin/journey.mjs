// `npm run journey -- [NAME...]`: browser journeys by name; all of them without one.
import { runNamed } from './run-named.mjs';

await runNamed({ folder: 'tests/journeys', what: 'journey' });
