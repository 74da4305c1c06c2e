import type { IncomingMessage } from 'node:http';
import { TooLarge } from '../errors.ts';

/** The whole body of a request. @throws TooLarge where it has more than `most` bytes */
export function readBody(req: IncomingMessage, most: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    req.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= most) parts.push(part);
      else reject(new TooLarge('too_large.sent', { most: `${Math.floor(most / 1024)} KiB` }));
    });
    req.on('error', reject);
    req.on('end', () => resolve(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)));
  });
}
