/** For how long nobody else gets a turn. */

/**
 * The longest stretch of processor time, in milliseconds, that this thread spent without a turn for others while `work`
 * ran. Time in which the machine did something else does not count, so a busy machine gives the same.
 */
export async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  const used = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let longest = 0;
  let last = used();
  let running = true;
  const tick = (): void => {
    const now = used();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setImmediate(tick);
  };
  setImmediate(tick);
  try {
    await work();
  } finally {
    running = false;
    tick();
  }
  return longest;
}
