/** Writes docs/signals.md anew. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { describeSignals } from './describe-signals.ts';

writeFileSync(path.join(PROGRAM_ROOT, 'docs/signals.md'), describeSignals());
