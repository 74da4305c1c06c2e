/** A job on many things, of which none may keep the others. */
import type { Ctx } from '../ctx.ts';
import { wordsOf } from '../errors.ts';

/** Counts what went wrong. `words` say what that was, for the log and for whoever looks at the job. */
export class Failures {
  readonly #ctx: Pick<Ctx, 'log'>;
  readonly #words: string;
  #first: unknown;
  count = 0;

  constructor(ctx: Pick<Ctx, 'log'>, words: string) {
    this.#ctx = ctx;
    this.#words = words;
  }

  /** Does the work for one; says whether it went well. What goes wrong is logged with `about`, and counted. */
  async attempt(about: object, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#ctx.log.error({ err: error, ...about }, this.#words);
      if (this.count === 0) this.#first = error;
      this.count += 1;
      return false;
    }
  }

  /**
   * @throws Error with how often something went wrong, and what did first, where anything did: so that the job is tried
   * again, and stands among the dead at last
   */
  check(): void {
    if (this.count > 0)
      throw new Error(`${this.#words} (${this.count}): ${wordsOf(this.#first)}`, { cause: this.#first });
  }
}
