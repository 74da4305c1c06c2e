// Loaded into each test file: one that hangs is ended, and says what it still waited for. Tests have limits of their
// own; what stands around them has none. At its end rubbish is collected: a file that nobody closed ends a process
// whenever that happens (Node's FileHandle), so it does here each time and not now and then.
import { writeSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

const MINUTES = 20;

if (isMainThread) {
  setTimeout(end, MINUTES * 60_000).unref();
  setFlagsFromString('--expose-gc');
  process.once('beforeExit', runInNewContext('gc'));
}

function end() {
  writeSync(
    2,
    `This file was ended after ${MINUTES} minutes. It waited for: ${process.getActiveResourcesInfo().join(', ')}\n`,
  );
  process.exit(1);
}
