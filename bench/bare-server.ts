/**
 * The yardstick of pages: `node:http` that sends what it was told to send and knows nothing else. A process of its own.
 */
import { createServer } from 'node:http';

export type BareAnswer = {
  path: string;
  headers: string[];
  /** In base64. */
  body: string;
  /** Whether the body is put together from pieces at each request. */
  pieces: boolean;
};

const answers = new Map<string, { headers: string[]; body: Buffer; pieces: string[] | undefined }>();

const server = createServer({ keepAliveTimeout: 65_000 }, (req, res) => {
  const answer = answers.get(req.url ?? '');
  if (!answer) {
    res.writeHead(404);
    res.end();
    return;
  }
  res.writeHead(200, answer.headers);
  res.end(answer.pieces ? together(answer.pieces) : answer.body);
});

function together(pieces: string[]): string {
  let page = '';
  for (const piece of pieces) page += piece;
  return page;
}

process.on('message', ({ path, headers, body, pieces }: BareAnswer) => {
  const bytes = Buffer.from(body, 'base64');
  answers.set(path, { headers, body: bytes, pieces: pieces ? bytes.toString().split(/(?=<)/) : undefined });
  process.send?.('known');
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
