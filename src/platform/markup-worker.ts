/** The thread that makes HTML of long texts, one at a time. */
import { parentPort } from 'node:worker_threads';
import { makeMarkup, type MarkupTask } from './markup.ts';

parentPort?.on('message', (task: MarkupTask) => parentPort?.postMessage(makeMarkup(task)));
