/** Two servers under the same load in turn: the product, and a bare one that sends the same bytes. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import type { BareAnswer } from './bare-server.ts';
import type { Load, Loaded } from './load-process.ts';

/**
 * Fetches once and gives what a server must send to answer the same: bytes as they came, headers without those of the
 * connection.
 */
export function fetchRaw(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: string[]; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const req = request(url, { headers, agent: false }, (res) => {
      const parts: Buffer[] = [];
      res.on('data', (part: Buffer) => parts.push(part));
      res.on('end', () =>
        resolve({
          status: res.statusCode ?? 0,
          headers: withoutConnection(res.rawHeaders),
          body: Buffer.concat(parts),
        }),
      );
    });
    req.on('error', reject);
    req.end();
  });
}

function withoutConnection(raw: string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    if (!/^(date|connection|keep-alive|transfer-encoding)$/i.test(raw[i] as string))
      kept.push(raw[i] as string, raw[i + 1] as string);
  }
  return kept;
}

export type BareServer = { url: string; pid: number; know: (answer: BareAnswer) => Promise<void>; close: () => void };

/** Starts the bare server. */
export async function openBareServer(): Promise<BareServer> {
  const child = fork(path.join(import.meta.dirname, 'bare-server.ts'));
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid as number,
    know: async (answer) => void (await ask(child, answer)),
    close: () => child.disconnect(),
  };
}

export type Loader = { run: (load: Load) => Promise<Loaded>; close: () => void };

/** Starts the process that makes the load. */
export function openLoader(): Loader {
  const child = fork(path.join(import.meta.dirname, 'load-process.ts'));
  return {
    run: async (load) => {
      const loaded = (await ask(child, load)) as Loaded;
      if (loaded.failed > 0) throw new Error(`${loaded.failed} requests of ${load.url} failed`);
      return loaded;
    },
    close: () => child.disconnect(),
  };
}

/** Sends a message and waits for the answer; a process that ends instead ends the benchmark. */
export function ask(child: ChildProcess, message: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('A process of the benchmark ended early'));
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve(answer);
    });
    child.send(message);
  });
}

/** Milliseconds of processor time that a process has used so far; NaN where the system does not tell. */
export function processorMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}
