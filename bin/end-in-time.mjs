// Loaded into each test file: one that hangs is ended, and says what it still waited for. Tests have limits of their own; what
// stands around them has none.
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const MINUTES = 10;

if (isMainThread) setTimeout(end, MINUTES * 60_000).unref();

function end() {
  writeSync(2, `This file was ended after ${MINUTES} minutes. It waited for: ${process.getActiveResourcesInfo().join(', ')}\n`);
  process.exit(1);
}
