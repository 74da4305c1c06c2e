/**
 * What people wrote, as pages show it. Nobody's text holds up other readers: what is long is made into HTML in a thread
 * of its own, for a limited time, and what was made is kept by its content. Pages use this and never `markup.ts`
 * itself.
 */
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { makeMarkup, type MarkupParts, type MarkupTask, renderPlain } from './markup.ts';

/** Texts of so many characters are made at once: the densest of them takes some 15 ms. */
const SHORT = 4000;
/** A text that takes longer is shown without its markup, in milliseconds. */
const MOST_MS = 5000;
/** What is kept of texts that are shown again, in characters. */
const MOST_KEPT = 16 * 1024 * 1024;

type Waiting = { task: MarkupTask; settle: (parts: MarkupParts) => void };

const kept = new LRUCache<string, Promise<MarkupParts>>({ maxSize: MOST_KEPT });
const waiting: Waiting[] = [];
let thread: Worker | undefined;
let clock: NodeJS.Timeout | undefined;

/** Safe HTML for a page: of HTML where the text has tags of its own, else of Markdown. */
export async function showMarkup(text: string): Promise<string> {
  return (await show({ text, way: 'html', limit: 0 })).html;
}

/** The plain words of a text, on one line, at most `limit` characters, cut at a word. */
export async function showWords(text: string, limit: number): Promise<string> {
  return (await show({ text, way: 'words', limit })).head;
}

/**
 * A text in two, as `splitMarkup` has it: plain words for the head of a page, and safe HTML of all that they do not
 * say.
 */
export async function showSplit(text: string, limit: number): Promise<{ head: string; rest: string }> {
  const { head, html } = await show({ text, way: 'split', limit });
  return { head, rest: html };
}

async function show(task: MarkupTask): Promise<MarkupParts> {
  if (task.text.length <= SHORT) return makeMarkup(task);
  const key = createHash('sha256').update(`${task.way} ${task.limit} `).update(task.text).digest('base64');
  let made = kept.get(key);
  if (!made) {
    made = makeInThread(task);
    kept.set(key, made, { size: 2 * task.text.length });
  }
  const parts = await made;
  await ownTurn();
  return parts;
}

let turns: Promise<unknown> = Promise.resolve();

/**
 * A long text makes a large page: of several that were asked for at once each is written in a turn of the event loop of
 * its own.
 */
function ownTurn(): Promise<unknown> {
  turns = turns.then(() => new Promise((resolve) => setImmediate(resolve)));
  return turns;
}

function makeInThread(task: MarkupTask): Promise<MarkupParts> {
  const { promise, resolve } = Promise.withResolvers<MarkupParts>();
  waiting.push({ task, settle: resolve });
  if (waiting.length === 1) begin();
  return promise;
}

/** Hands the first text that waits to the thread. */
function begin(): void {
  const [next] = waiting;
  // A thread that has nothing to do keeps no process alive.
  if (!next) return void thread?.unref();
  const worker = startedThread();
  worker.ref();
  clock = setTimeout(giveUp, MOST_MS).unref();
  worker.postMessage(next.task);
}

function startedThread(): Worker {
  if (thread) return thread;
  const fresh = new Worker(new URL('./markup-worker.ts', import.meta.url));
  // One that was given up says nothing any more.
  fresh.on('message', (parts: MarkupParts) => fresh === thread && finish(parts));
  fresh.on('error', () => fresh === thread && giveUp());
  thread = fresh;
  return fresh;
}

function finish(parts: MarkupParts): void {
  clearTimeout(clock);
  waiting.shift()?.settle(parts);
  begin();
}

/** Gives up the thread with the text that it is at, which is shown plainly. */
function giveUp(): void {
  void thread?.terminate();
  thread = undefined;
  const text = waiting[0]?.task.text ?? '';
  finish({ head: '', html: renderPlain(text) });
}
