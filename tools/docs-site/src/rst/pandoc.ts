/** Pandoc, compiled to WebAssembly, from npm. It sees no files and no network. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

type Answer = { html: string } | { error: string };

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
    this.#worker ??= new Worker(new URL('./pandoc-worker.ts', import.meta.url), { stdout: true, stderr: true });
    const worker = this.#worker;
    const stop = AbortSignal.timeout(PATIENCE);
    worker.postMessage(rst);
    try {
      const answer = await Promise.race([
        once(worker, 'message', { signal: stop }).then(([message]) => message as Answer),
        once(worker, 'exit', { signal: stop }).then(() => ({ error: 'Pandoc ended' })),
      ]);
      if ('error' in answer) await this.close();
      return answer;
    } catch (error) {
      await this.close();
      return { error: stop.aborted ? `Pandoc did not finish within ${PATIENCE / 1000} seconds` : String(error) };
    }
  }
}
