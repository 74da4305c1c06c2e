/** Tells GitHub of a change: a check run with annotations at lines, and one comment on the pull request. */
import type { Issue } from './report.ts';

/** GitHub refuses more of them in one request, and more text. */
const MOST_ANNOTATIONS = 50;
const MOST_TEXT = 65_000;
const MARK = '<!-- quality report -->';
const LEVELS = { error: 'failure', warning: 'warning', hint: 'notice' } as const;

export type Host = { api: string; repository: string; token: string; sha: string; pull?: number };
export class HostRefused extends Error {}

/** @throws HostRefused where the environment does not name what is needed */
export function readHost(env: NodeJS.ProcessEnv): Host {
  const {
    GITHUB_API_URL: api = 'https://api.github.com',
    GITHUB_REPOSITORY,
    GITHUB_TOKEN,
    QUALITY_SHA,
    GITHUB_SHA,
  } = env;
  const sha = QUALITY_SHA || GITHUB_SHA;
  if (!GITHUB_REPOSITORY || !GITHUB_TOKEN || !sha)
    throw new HostRefused('--github needs GITHUB_REPOSITORY, GITHUB_TOKEN and GITHUB_SHA (or QUALITY_SHA)');
  const pull = Number(env.QUALITY_PULL || /^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? '')?.[1] || 0);
  return { api, repository: GITHUB_REPOSITORY, token: GITHUB_TOKEN, sha, ...(pull > 0 && { pull }) };
}

/** @returns the address of the check run */
export async function tellCheck(
  host: Host,
  { title, summary, passed, issues }: { title: string; summary: string; passed: boolean; issues: Issue[] },
): Promise<string> {
  const annotations = issues.filter(({ file }) => file).map(annotate);
  const output = (from: number): object => ({
    title: title.slice(0, 255),
    summary: cut(summary),
    annotations: annotations.slice(from, from + MOST_ANNOTATIONS),
  });
  const { id, html_url: address } = await ask<{ id: number; html_url: string }>(host, 'POST', 'check-runs', {
    name: 'Quality',
    head_sha: host.sha,
    status: 'in_progress',
    output: output(0),
  });
  for (let from = MOST_ANNOTATIONS; from < annotations.length; from += MOST_ANNOTATIONS)
    await ask(host, 'PATCH', `check-runs/${id}`, { output: output(from) });
  await ask(host, 'PATCH', `check-runs/${id}`, { status: 'completed', conclusion: passed ? 'success' : 'failure' });
  return address;
}

/** The comment of an earlier run is written anew: there is one, however often a change is pushed. */
export async function tellPull(host: Host, text: string): Promise<void> {
  if (!host.pull) return;
  const body = cut(`${MARK}\n${text}`);
  const comments = `issues/${host.pull}/comments`;
  for (let page = 1; ; page += 1) {
    const found = await ask<{ id: number; body: string; user?: { type: string } }[]>(
      host,
      'GET',
      `${comments}?per_page=100&page=${page}`,
    );
    // A person who quotes the report keeps what they wrote.
    const own = found.find((comment) => comment.body.startsWith(MARK) && comment.user?.type === 'Bot');
    if (own) return void (await ask(host, 'PATCH', `issues/comments/${own.id}`, { body }));
    if (found.length < 100) break;
  }
  await ask(host, 'POST', comments, { body });
}

function annotate({ file, line = 1, text, level = 'error', part }: Issue): object {
  return {
    path: file,
    start_line: line,
    end_line: line,
    annotation_level: LEVELS[level],
    title: part,
    message: cut(text),
  };
}

function cut(text: string): string {
  if (Buffer.byteLength(text) <= MOST_TEXT) return text;
  const bytes = Buffer.from(text).subarray(0, MOST_TEXT - 100);
  return `${new TextDecoder().decode(bytes).replace(/\uFFFD$/, '')}\n\n(The rest is in the full report.)`;
}

async function ask<T>(host: Host, method: string, place: string, body?: object): Promise<T> {
  const response = await fetch(`${host.api}/repos/${host.repository}/${place}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${host.token}`,
      'user-agent': 'quality',
      'x-github-api-version': '2022-11-28',
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  }).catch((error: Error) => {
    throw new HostRefused(`${host.api} does not answer: ${error.message}`);
  });
  const text = await response.text();
  if (!response.ok)
    throw new HostRefused(`${method} ${place} was refused with ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as T;
}
