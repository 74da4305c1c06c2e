/** What a worker without a web side answers: /healthz, /readyz and /metrics, as the web side does, and nothing else. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { answerHealth } from '#platform/http/health.ts';
import type { Foyer } from './open-foyer.ts';

export type RunningHealth = { stop: () => Promise<void> };

/** Listens on that port of the configured host. @throws the system's error where the port cannot be had */
export async function startHealth(foyer: Foyer, port: number): Promise<RunningHealth> {
  const server = createServer((req, res) => {
    answerHealth(foyer, req, res).then(
      (answered) => {
        if (!answered) res.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n');
      },
      (error) => {
        foyer.log.error({ err: error }, 'health: no answer');
        res.writeHead(500).end();
      },
    );
  });
  server.listen(port, foyer.config.host);
  await once(server, 'listening');
  return {
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
