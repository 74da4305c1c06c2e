// `npm run roles`: walks every page, form action, file and API operation as everybody, and holds each use case against
// other organizers' owners.
import { runNamed } from './run-named.mjs';

await runNamed({ folder: 'tests/roles', what: 'walk', options: ['--test-reporter=./bin/report.mjs'] });
