/** Structured logs: one JSON object a line on stderr, so that stdout stays for what a command was asked for. */
import pino from 'pino';

export type Log = pino.Logger;

/** A logger at `level`. Passwords, cookies and tokens never reach the output, wherever they stand. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['password', '*.password', 'headers.cookie', 'headers.authorization', 'token', '*.token'],
        censor: '(hidden)',
      },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
