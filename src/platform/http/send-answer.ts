/** Writing a finished answer to a socket: the reader's encoding, 304 where it has it already, no body for HEAD. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CachedAnswer, chooseEncoding, encodeAnswer, isNotModified } from './page-cache.ts';

/** Sends `answer`; resolves at once when its encoded form is at hand. */
export function sendAnswer(req: IncomingMessage, res: ServerResponse, answer: CachedAnswer): void | Promise<void> {
  const encoding = chooseEncoding(answer, req.headers['accept-encoding'] as string | undefined);
  const ready = answer.encoded[encoding];
  if (ready) return write(req, res, answer, ready);
  return encodeAnswer(answer, encoding).then((made) => write(req, res, answer, made));
}

function write(
  req: IncomingMessage,
  res: ServerResponse,
  answer: CachedAnswer,
  encoded: { body: Buffer; headers: string[] },
): void {
  if (answer.status === 200 && isNotModified(answer, req.headers['if-none-match'], req.headers['if-modified-since'])) {
    res.writeHead(304, withoutBodyHeaders(encoded.headers));
    res.end();
    return;
  }
  res.writeHead(answer.status, encoded.headers);
  res.end(req.method === 'HEAD' ? undefined : encoded.body);
}

function withoutBodyHeaders(headers: string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    if (name !== 'content-length' && name !== 'content-encoding' && name !== 'content-type')
      kept.push(name, headers[i + 1] as string);
  }
  return kept;
}
