/**
 * PDFs from Typst templates: tagged, PDF/UA-1, the same bytes for the same data. What people wrote reaches a template
 * as data only (`json(bytes(sys.inputs.data))`), never as its source, so it cannot be taken for markup.
 */
import { createHash } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { Worker } from 'node:worker_threads';
import { Unavailable } from '../errors.ts';
import type { Instant } from '../time.ts';
import type { PdfAnswer, PdfTask } from './pdf-worker.ts';

/** `at`: when what it tells became so; the PDF is dated by it, not by when it was asked for. */
export type PdfInput = { template: string; data: object; at: Instant };

/** Documents that wait for the thread; more asked at once are turned away. */
const MOST_WAITING = 200;
/** A document that takes longer never ends. */
const MOST_MS = 20_000;
/** What is kept of documents that may be asked for again. */
const MOST_KEPT_BYTES = 24 * 1024 * 1024;

type Waiting = { answer: (pdf: Uint8Array) => void; refuse: (error: Error) => void; clock: NodeJS.Timeout };

/** What documents say, for tests that search it for what their readers are not to know. */
const rendering = channel('foyer:render');

const waiting = new Map<number, Waiting>();
const kept = new Map<string, { pdf: Promise<Uint8Array>; bytes: number }>();
let lastId = 0;
let thread: Worker | undefined;

/**
 * Sets a document in a thread of its own, so that requests go on meanwhile; one that was set lately is answered from
 * memory.
 * @throws Unavailable where too many wait; Error with what Typst says where the template is wrong
 */
export async function renderPdf({ template, data, at }: PdfInput): Promise<Uint8Array> {
  rendering.publish(data);
  const text = JSON.stringify(data);
  const key = createHash('sha256')
    .update(JSON.stringify([template, at]))
    .update(text)
    .digest('base64');
  const known = kept.get(key);
  if (known) return known.pdf;
  const fresh = { pdf: ask({ template, data: text, at: Math.floor(at / 1000) }), bytes: 0 };
  kept.set(key, fresh);
  try {
    const pdf = await fresh.pdf;
    fresh.bytes = pdf.length;
    forgetOldest();
    return pdf;
  } catch (error) {
    kept.delete(key);
    throw error;
  }
}

/** The same document as a drawing (SVG) instead, for pictures of it; nothing is kept of it. @throws as renderPdf */
export async function renderSvg({ template, data, at }: PdfInput): Promise<Uint8Array> {
  return ask({ template, data: JSON.stringify(data), at: Math.floor(at / 1000), svg: true });
}

function forgetOldest(): void {
  let bytes = kept.values().reduce((sum, one) => sum + one.bytes, 0);
  for (const [key, one] of kept) {
    if (bytes <= MOST_KEPT_BYTES) return;
    kept.delete(key);
    bytes -= one.bytes;
  }
}

function ask(task: Omit<PdfTask, 'id'>): Promise<Uint8Array> {
  if (waiting.size >= MOST_WAITING) return Promise.reject(new Unavailable('busy.documents'));
  lastId += 1;
  const id = lastId;
  return new Promise((answer, refuse) => {
    const clock = setTimeout(() => stop(new Unavailable('busy.document')), MOST_MS).unref();
    waiting.set(id, { answer, refuse, clock });
    const worker = startedThread();
    worker.ref();
    worker.postMessage({ ...task, id } satisfies PdfTask);
  });
}

function startedThread(): Worker {
  if (thread) return thread;
  thread = new Worker(new URL('./pdf-worker.ts', import.meta.url));
  thread.on('message', settle);
  thread.on('error', stop);
  return thread;
}

function settle(answer: PdfAnswer): void {
  const asked = waiting.get(answer.id);
  waiting.delete(answer.id);
  // A thread that has nothing to do keeps no process alive.
  if (waiting.size === 0) thread?.unref();
  if (!asked) return;
  clearTimeout(asked.clock);
  if ('pdf' in answer) asked.answer(answer.pdf);
  else asked.refuse(new Error(answer.problem));
}

/** Gives up the thread and all that wait for it; the next document gets a new one. */
function stop(error: Error): void {
  void thread?.terminate();
  thread = undefined;
  for (const { refuse, clock } of waiting.values()) {
    clearTimeout(clock);
    refuse(error);
  }
  waiting.clear();
}
