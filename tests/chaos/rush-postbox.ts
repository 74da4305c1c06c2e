/** A mail server that takes everything and remembers to whom and under which Message-ID. */
import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

export type Postbox = { url: string; letters: { to: string; messageId: string }[]; close: () => void };

export async function startPostbox(): Promise<Postbox> {
  const letters: Postbox['letters'] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, { envelope }, done) {
      let raw = '';
      stream.setEncoding('latin1');
      stream.on('data', (part: string) => {
        raw += part;
      });
      stream.on('end', () => {
        const messageId = /^message-id: *(\S+)/im.exec(raw)?.[1] ?? '';
        for (const { address } of envelope.rcptTo) letters.push({ to: address, messageId });
        done();
      });
    },
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as { port: number };
  return { url: `smtp://127.0.0.1:${port}`, letters, close: () => server.close() };
}
