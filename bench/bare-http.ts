/** A browser's one connection, on a bare socket, so that the load costs less than what it measures. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';

export type HttpAnswer = { status: number; head: string; body: Buffer };
export type Connection = { ask: (request: string) => Promise<HttpAnswer>; close: () => void };

/** Opens a connection that is kept. Requests go one after the other. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return { ask: asker(socket), close: () => socket.destroy() };
}

function asker(socket: Socket): Connection['ask'] {
  let read: Buffer = Buffer.alloc(0);
  let waiting: PromiseWithResolvers<HttpAnswer> | undefined;
  socket.on('data', (part: Buffer) => {
    read = read.length === 0 ? part : Buffer.concat([read, part]);
    const answer = readAnswer(read);
    if (!answer) return;
    read = Buffer.alloc(0);
    waiting?.resolve(answer);
  });
  socket.on('close', () => waiting?.reject(new Error('A connection was closed in the middle')));
  socket.on('error', (error) => waiting?.reject(error));
  return (request) => {
    if (socket.closed) return Promise.reject(new Error('A connection was closed in between'));
    waiting = Promise.withResolvers();
    socket.write(request);
    return waiting.promise;
  };
}

/** Undefined while a part of it is missing. */
function readAnswer(read: Buffer): HttpAnswer | undefined {
  const end = read.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = read.toString('latin1', 0, end + 2);
  const from = end + 4;
  const answer = { status: Number(head.slice(9, 12)), head };
  const length = headerOf(head, 'content-length');
  if (length !== undefined) {
    const to = from + Number(length);
    return read.length < to ? undefined : { ...answer, body: read.subarray(from, to) };
  }
  if (!headerOf(head, 'transfer-encoding')) return { ...answer, body: Buffer.alloc(0) };
  const body = readChunks(read, from);
  return body && { ...answer, body };
}

function readChunks(read: Buffer, from: number): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = from; ;) {
    const line = read.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(read.toString('latin1', at, line), 16);
    const next = line + 2 + size + 2;
    if (read.length < next) return undefined;
    if (size === 0) return Buffer.concat(parts);
    parts.push(read.subarray(line + 2, line + 2 + size));
    at = next;
  }
}

/** The first header of that name. */
export function headerOf(head: string, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}: ([^\\r]*)`, 'i').exec(head)?.[1];
}

const DECODERS: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** What an answer says, unpacked. */
export function textOf({ head, body }: HttpAnswer): string {
  const decode = DECODERS[headerOf(head, 'content-encoding') ?? ''];
  return (decode ? decode(body) : body).toString();
}
