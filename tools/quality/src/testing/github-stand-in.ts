/** As much of GitHub's API as a report needs, which refuses what the real one refuses. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';

type Annotation = {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: string;
  title: string;
  message: string;
};
type Output = { title?: string; summary?: string; annotations?: Annotation[] };
type Body = { name?: string; head_sha?: string; status?: string; conclusion?: string; body?: string; output?: Output };
type Answer = [status: number, body: unknown];
type Check = { id: number; status: string; conclusion?: string; title: string; annotations: Annotation[] };
type Comment = { id: number; body: string; user: { type: string } };

export type GithubStandIn = {
  env: Record<string, string>;
  checks: Check[];
  comments: Comment[];
  requests: string[];
};

export async function startGithub(sha: string, token = 'right-token'): Promise<GithubStandIn> {
  const state: GithubStandIn = { env: {}, checks: [], comments: [], requests: [] };
  const server = createServer((request, response) => void serve(request, response, state, sha, token));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  state.env = {
    GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    GITHUB_REPOSITORY: 'tide/water',
    GITHUB_TOKEN: token,
    GITHUB_SHA: sha,
    GITHUB_REF: 'refs/pull/7/merge',
  };
  return state;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  state: GithubStandIn,
  sha: string,
  token: string,
): Promise<void> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  state.requests.push(`${request.method} ${pathname}`);
  const refused = refuse(request, token);
  const [status, body] = refused ?? answer(request.method ?? '', pathname, searchParams, text, state, sha);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function refuse({ headers }: IncomingMessage, token: string): Answer | undefined {
  if (!headers['user-agent']) return [403, { message: 'Request forbidden by administrative rules.' }];
  if (headers.authorization !== `Bearer ${token}`) return [401, { message: 'Bad credentials' }];
  return undefined;
}

function answer(
  method: string,
  place: string,
  query: URLSearchParams,
  text: string,
  state: GithubStandIn,
  sha: string,
): Answer {
  const body = (text ? JSON.parse(text) : {}) as Body;
  const [, check] = /^\/repos\/tide\/water\/check-runs(?:\/(\d+))?$/.exec(place) ?? [];
  if (place === '/repos/tide/water/check-runs' && method === 'POST') return createCheck(body, state, sha);
  if (check && method === 'PATCH') return updateCheck(state.checks[Number(check) - 1], body);
  if (place === '/repos/tide/water/issues/7/comments') {
    if (method === 'POST') return comment(body, state);
    const [page, size] = [Number(query.get('page') ?? 1), Math.min(100, Number(query.get('per_page') ?? 30))];
    return [200, state.comments.slice((page - 1) * size, page * size)];
  }
  const [, id] = /^\/repos\/tide\/water\/issues\/comments\/(\d+)$/.exec(place) ?? [];
  const known = state.comments.find((some) => some.id === Number(id));
  if (!known || method !== 'PATCH') return [404, { message: 'Not Found' }];
  known.body = body.body ?? '';
  return [200, known];
}

function comment({ body = '' }: Body, { comments }: GithubStandIn): Answer {
  if (body === '' || body.length > 65_536) return [422, { message: 'Validation Failed: body is too long' }];
  const made = { id: 1000 + comments.length, body, user: { type: 'Bot' } };
  comments.push(made);
  return [201, made];
}

function createCheck(body: Body, state: GithubStandIn, sha: string): Answer {
  if (!body.name || !body.head_sha) return [422, { message: 'Invalid request. "name" and "head_sha" are needed.' }];
  if (body.head_sha !== sha) return [422, { message: `No commit found for SHA: ${body.head_sha}` }];
  const check: Check = { id: state.checks.length + 1, status: '', title: '', annotations: [] };
  const done = updateCheck(check, body);
  if (done[0] !== 200) return done;
  state.checks.push(check);
  return [201, done[1]];
}

/** Annotations are added to those that are there; a conclusion ends the run. */
function updateCheck(check: Check | undefined, { output, status, conclusion }: Body): Answer {
  if (!check) return [404, { message: 'Not Found' }];
  const { annotations = [] } = output ?? {};
  if (output && (!output.title || !output.summary)) return [422, { message: 'output needs "title" and "summary"' }];
  if (output && Buffer.byteLength(output.summary ?? '') > 65_535) return [422, { message: 'summary is too long' }];
  if (annotations.length > 50) return [422, { message: 'Invalid request. No more than 50 items are allowed.' }];
  const levels = ['notice', 'warning', 'failure'];
  if (
    annotations.some(
      ({ path, start_line: from, end_line: to, annotation_level: level, message }) =>
        !path || path.startsWith('/') || !(from >= 1) || to < from || !levels.includes(level) || !message,
    )
  )
    return [422, { message: 'Invalid request. An annotation is not valid.' }];
  if (status === 'completed' && !conclusion) return [422, { message: '"conclusion" is needed when it is completed' }];
  check.annotations.push(...annotations);
  Object.assign(check, {
    ...(status && { status }),
    ...(conclusion && { conclusion }),
    ...(output && { title: output.title }),
  });
  return [200, { id: check.id, html_url: `https://github.example/tide/water/runs/${check.id}` }];
}
