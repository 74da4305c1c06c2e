/** What there is to walk: the routes and form actions of the built pages, and the operations of the API. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { createApi } from '#api/api.ts';
import { PROGRAM_ROOT } from '#platform/config.ts';

export type Found = {
  /** The address with its parameters, without the names of groups. */
  address: string;
  methods: string[];
  actions: string[];
};

type Node = { server?: { actions?: Record<string, unknown> } };
type Route = { id: string; page: { leaf: number } | null; endpoint: (() => Promise<Record<string, unknown>>) | null };
type Manifest = { nodes: (() => Promise<Node>)[]; routes: Route[] };

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Every page and file of the build. @throws where the build is not of these sources */
export async function findRoutes(): Promise<Found[]> {
  const { manifest } = (await import(pathToFileURL(path.join(PROGRAM_ROOT, 'build/server/manifest-full.js')).href)) as {
    manifest: Manifest;
  };
  const { routes, nodes } = manifest;
  const found: Found[] = [];
  for (const { id, page, endpoint } of routes) {
    const address = withoutGroups(id);
    const node = page ? await nodes[page.leaf]?.() : undefined;
    const module = (await endpoint?.()) ?? {};
    const methods = METHODS.filter((method) => method in module || (method === 'GET' && page !== null));
    if (page || endpoint) found.push({ address, methods, actions: Object.keys(node?.server?.actions ?? {}) });
  }
  const [built, written] = [found.map(({ address }) => address).sort(), addressesOfSources()];
  const stale = [
    ...written.filter((address) => !built.includes(address)),
    ...built.filter((address) => !written.includes(address)),
  ];
  if (stale.length > 0) throw new Error(`The build is not of these sources, build again: ${stale.join(', ')}`);
  return found;
}

function addressesOfSources(): string[] {
  const root = path.join(PROGRAM_ROOT, 'src/routes');
  const folders = readdirSync(root, { recursive: true })
    .map(String)
    .filter((name) => /(^|\/)\+(page\.svelte|page\.server\.ts|page\.ts|server\.ts)$/.test(name))
    .map((name) => withoutGroups(`/${path.dirname(name) === '.' ? '' : path.dirname(name)}`));
  return [...new Set(folders)].sort();
}

function withoutGroups(id: string): string {
  return id.replaceAll(/\/\([^)]+\)/g, '') || '/';
}

/** What an operation declares of itself: the right that it needs, and an example of what it takes. */
export type Declared = { right: string; example: Record<string, string> };

type Described = {
  'x-right'?: string;
  requestBody?: { content: Record<string, { example?: Record<string, string> }> };
};

/** Every operation, by what the description says and by what the API listens to. */
export async function findOperations(
  api: ReturnType<typeof createApi>,
): Promise<{ described: string[]; heard: string[]; declared: Map<string, Declared> }> {
  const answer = await api.request('/api/v1/openapi.json');
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Described>> };
  const described = Object.entries(paths).flatMap(([address, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${address}`),
  );
  const declared = new Map(
    Object.entries(paths).flatMap(([address, methods]) =>
      Object.entries(methods).flatMap(([method, { 'x-right': right, requestBody }]): [string, Declared][] => {
        const example = requestBody?.content['application/json']?.example ?? {};
        return right === undefined ? [] : [[`${method.toUpperCase()} ${address}`, { right, example }]];
      }),
    ),
  );
  const heard = api.routes
    .filter(
      ({ method, path: address }) =>
        method !== 'ALL' && address.startsWith('/api/v1/') && address !== '/api/v1/openapi.json',
    )
    .map(({ method, path: address }) => `${method} ${address.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`);
  // The one that is answered before the API is asked.
  heard.push('POST /api/v1/events/{slug}/reservations');
  return { described: described.sort(), heard: [...new Set(heard)].sort(), declared };
}
