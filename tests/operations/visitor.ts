/**
 * Somebody who comes to the public address, wherever on this machine it is answered, with a browser's cookies and an
 * address of their own.
 */
import http from 'node:http';
import https from 'node:https';
import { buffer } from 'node:stream/consumers';

export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };
export type Asked = { method?: string; headers?: Record<string, string>; body?: string | Uint8Array };

export type Way = {
  /** What FOYER_URL says. */
  publicUrl: string;
  /** Of this machine, where it is answered. */
  port: number;
  /** Whence they come: one of this machine's own, 127.0.0.1 to 127.255.255.254. */
  address?: string;
};

export class Visitor {
  readonly #way: Way;
  readonly #cookies = new Map<string, string>();
  readonly #agent: http.Agent;

  constructor(way: Way) {
    this.#way = way;
    this.#agent = way.publicUrl.startsWith('https:')
      ? new https.Agent({ keepAlive: true, rejectUnauthorized: false })
      : new http.Agent({ keepAlive: true });
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Asks and does not follow. @throws where there is no answer */
  async ask(target: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
    const { publicUrl, port, address = '127.0.0.1' } = this.#way;
    const { protocol, host, hostname, pathname, search } = new URL(target, publicUrl);
    const all = {
      host,
      accept: 'text/html',
      ...(this.cookie ? { cookie: this.cookie } : {}),
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      ...headers,
    };
    const options = {
      host: '127.0.0.1',
      port,
      servername: hostname,
      localAddress: address,
      agent: this.#agent,
      method,
      path: pathname + search,
      headers: all,
    };
    const { request } = protocol === 'https:' ? https : http;
    return new Promise((resolve, reject) => {
      const asked = request(options, (answer) => {
        for (const cookie of answer.headers['set-cookie'] ?? []) this.#keep(cookie);
        buffer(answer).then(
          (bytes) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes.toString() }),
          reject,
        );
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }

  /** Sends a form as a browser without scripts does. */
  send(target: string, form: Record<string, string>): Promise<Answer> {
    return this.ask(target, {
      method: 'POST',
      headers: { origin: this.#way.publicUrl, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
  }

  /** Sends a file as a form does. */
  async upload(
    target: string,
    field: string,
    { name, type, bytes }: { name: string; type: string; bytes: Uint8Array<ArrayBuffer> },
  ): Promise<Answer> {
    const form = new FormData();
    form.set(field, new File([bytes], name, { type }));
    const written = new Response(form);
    const headers = { origin: this.#way.publicUrl, 'content-type': written.headers.get('content-type') ?? '' };
    return this.ask(target, { method: 'POST', headers, body: new Uint8Array(await written.arrayBuffer()) });
  }

  leave(): void {
    this.#agent.destroy();
  }

  #keep(cookie: string): void {
    const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/s);
    this.#cookies.set(name, value);
  }
}
