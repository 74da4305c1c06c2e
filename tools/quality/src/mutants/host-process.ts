/** Starts a host of mutants, asks it, and ends it where it does not answer. */
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, Ask, Covered } from './host.ts';

const HOST = fileURLToPath(new URL(`./host${path.extname(import.meta.url)}`, import.meta.url));
const START_MS = 120_000;

/** A host that ended, or was ended because it did not answer in time. */
export class HostGone extends Error {}

export type HostSettings = {
  root: string;
  test: string;
  sources: string;
  /** One that is switched on while the file is loaded. */
  mutant?: string;
};
export type Ran = { times: number[]; failed: number | null; why: string; dirty: boolean };

export class HostProcess {
  readonly tests: string[];
  readonly #child: ChildProcess;
  readonly #said: () => string;

  private constructor(child: ChildProcess, tests: string[], said: () => string) {
    this.#child = child;
    this.tests = tests;
    this.#said = said;
  }

  /** @throws HostGone where the file cannot be loaded */
  static async start({ root, test, sources, mutant }: HostSettings): Promise<HostProcess> {
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      ...(mutant !== undefined && { __STRYKER_ACTIVE_MUTANT__: mutant }),
    };
    const child = fork(HOST, [`${root}/${test}`, sources], {
      cwd: root,
      env,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let errors = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-2000);
    });
    const ready = await answerOf(child, 'ready', START_MS, () => errors);
    return new HostProcess(child, ready.tests, () => errors);
  }

  /** @throws HostGone where it takes longer than that */
  async run(ask: Omit<Ask & { ask: 'run' }, 'ask'>, limitMs: number): Promise<Ran> {
    const answer = answerOf(this.#child, 'run', limitMs, this.#said);
    this.#send({ ask: 'run', ...ask });
    return answer;
  }

  async covered(): Promise<Covered> {
    const answer = answerOf(this.#child, 'cover', START_MS, this.#said);
    this.#send({ ask: 'cover' });
    return (await answer).covered;
  }

  /** Lets it clean up, for a while. */
  async end(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    this.#send({ ask: 'end' });
    await ended;
    clearTimeout(timer);
  }

  #send(ask: Ask): void {
    this.#child.send(ask, () => {});
  }
}

function answerOf<A extends Answer['answer']>(
  child: ChildProcess,
  kind: A,
  limitMs: number,
  said: () => string,
): Promise<Answer & { answer: A }> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      child.off('message', hear).off('exit', gone).off('error', gone);
    };
    const gone = (): void => {
      settle();
      reject(new HostGone(`it ended: ${said()}`));
    };
    const hear = (answer: Answer): void => {
      if (answer.answer !== kind) return;
      settle();
      resolve(answer as Answer & { answer: A });
    };
    const timer = setTimeout(() => {
      settle();
      child.once('exit', () => reject(new HostGone('it did not answer in time'))).kill('SIGKILL');
    }, limitMs);
    child.on('message', hear).on('exit', gone).on('error', gone);
  });
}
