/**
 * Milliseconds of a processor that this process has had so far: what limits on work are held against, as the clock also
 * counts what others do.
 */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
