/** Pandoc, compiled to WebAssembly, from npm. It sees no files and no network. */
import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

/** `skipped` are the beginnings of what Pandoc does not know, of which it shows the words. */
type Answer = { html: string; skipped: string[] } | { error: string };

/** One page takes a tenth of a second; a page that takes this long never ends. */
const PATIENCE = 30_000;

export class Pandoc {
  #worker: Worker | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** HTML of a document of reStructuredText. One at a time; started when the first asks. */
  convert(rst: string): Promise<Answer> {
    const answer = this.#last.then(() => this.#ask(rst));
    this.#last = answer;
    return answer;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  async #ask(rst: string): Promise<Answer> {
    this.#worker ??= new Worker(new URL(`./pandoc-worker${path.extname(import.meta.url)}`, import.meta.url), {
      stdout: true,
      stderr: true,
    });
    const worker = this.#worker;
    const patience = AbortSignal.timeout(PATIENCE);
    const answered = new AbortController();
    const signal = AbortSignal.any([patience, answered.signal]);
    const message = once(worker, 'message', { signal }).then(([said]) => said as Answer);
    const end = once(worker, 'exit', { signal }).then((): Answer => ({ error: 'Pandoc ended' }));
    worker.postMessage(rst);
    try {
      const answer = await Promise.race([message, end]);
      if ('error' in answer) await this.close();
      return answer;
    } catch (error) {
      await this.close();
      return { error: patience.aborted ? `Pandoc did not finish within ${PATIENCE / 1000} seconds` : String(error) };
    } finally {
      // Whoever still listens stops, so that a hundred pages do not leave a hundred listeners.
      end.catch(() => {});
      message.catch(() => {});
      answered.abort();
    }
  }
}
