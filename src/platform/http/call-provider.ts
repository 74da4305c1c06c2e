/**
 * Calling a service that the installation's settings name: no redirects, an answer of bounded size, within bounded
 * time.
 */
import { Unavailable } from '../errors.ts';

const LIMIT_BYTES = 512 * 1024;
const LIMIT_MS = 10_000;

export type ProviderCall = {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: URLSearchParams;
  limitMs?: number;
};
export type ProviderAnswer = { status: number; text: string };

/** @throws Unavailable naming the service where it cannot be reached, says too much, or takes too long (ten seconds) */
export async function callProvider(name: string, url: string, call: ProviderCall = {}): Promise<ProviderAnswer> {
  const { method = 'GET', headers = {}, body, limitMs = LIMIT_MS } = call;
  try {
    const answer = await fetch(url, {
      method,
      headers: { 'user-agent': 'Foyer', accept: 'application/json', ...headers },
      redirect: 'error',
      signal: AbortSignal.timeout(limitMs),
      ...(body ? { body } : {}),
    });
    return { status: answer.status, text: await readText(answer) };
  } catch (cause) {
    if (cause instanceof Unavailable) throw cause;
    throw new Unavailable(`${name} is not responding. Try again in a moment.`, 'service', { cause });
  }
}

/** What a JSON answer says. @throws Unavailable for anything but an object with status 200 */
export function readJson(name: string, { status, text }: ProviderAnswer): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(text);
    if (status === 200 && typeof said === 'object' && said !== null && !Array.isArray(said))
      return said as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new Unavailable(`${name} gives an answer that makes no sense (status ${status})`, 'service');
}

async function readText(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > LIMIT_BYTES) throw new Error('The answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
