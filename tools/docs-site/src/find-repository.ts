/**
 * Where the repository of a tree is shown on the web: what the tree says of it, what builds it, where it was cloned
 * from.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Address of the repository as browsers open it, or none. The first place that says anything is taken. */
export function findRepository(root: string, env: NodeJS.ProcessEnv = process.env): string | null {
  return readRepository(String(ofPackage(root).url ?? '')) ?? ofWorkflow(root, env) ?? ofClone(root);
}

/** Where in its repository a tree says that it lies: a path without a slash at its ends, empty for the top. */
export function findFolder(root: string): string {
  return path.posix.join('/', String(ofPackage(root).directory ?? '')).replace(/^\/|\/$/g, '');
}

function ofPackage(root: string): { url?: unknown; directory?: unknown } {
  try {
    const { repository } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      repository?: unknown;
    };
    return typeof repository === 'object' && repository !== null ? repository : { url: repository };
  } catch {
    return {};
  }
}

const HOSTS: Record<string, string> = {
  github: 'https://github.com',
  gitlab: 'https://gitlab.com',
  bitbucket: 'https://bitbucket.org',
};

/** All that npm and git take for a repository, as the address a browser opens; null where it is none. */
export function readRepository(written: string): string | null {
  const short = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+?)(?:\.git)?(?:#.*)?$/.exec(written);
  return short ? `${HOSTS[short[1] ?? 'github']}/${short[2]}` : webAddress(written);
}

/** A workflow of GitHub's kind knows whose it is. That is said of the whole checkout, not of a tree somewhere in it. */
function ofWorkflow(root: string, env: NodeJS.ProcessEnv): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name, GITHUB_WORKSPACE: workspace } = env;
  if (!server || !name || !workspace || !existsSync(workspace)) return null;
  return realpathSync(workspace) === realpathSync(root) ? publicAddress(`${server}/${name}`) : null;
}

/**
 * Where the clone came from. A folder on this machine, or a tree that is a part of another repository, says nothing.
 */
function ofClone(root: string): string | null {
  if (!existsSync(path.join(root, '.git'))) return null;
  const { status, stdout } = spawnSync('git', ['-C', root, 'config', '--get', 'remote.origin.url'], {
    encoding: 'utf8',
  });
  return status === 0 ? publicAddress(stdout.trim()) : null;
}

/** A name without a dot is one of ~/.ssh/config, of this network or of this machine; numbers are no forge's address. */
function publicAddress(written: string): string | null {
  const address = webAddress(written);
  return address && /\.[a-z][a-z0-9-]*$/i.test(new URL(address).hostname) ? address : null;
}

/**
 * Of anything that git clones from over http or ssh, what a browser opens: without user, password, branch and port of
 * ssh.
 */
function webAddress(written: string): string | null {
  const bare = written
    .replace(/^git\+/, '')
    .replace(/^git:/, 'https:')
    .replace(/#.*$/, '');
  const scp = /^(?:[\w.-]+@)?([\w-]+\.[\w.-]+):(?!\/)(.+)$/.exec(bare);
  const ssh = /^ssh:\/\/(?:[^@/]+@)?([^/:]+)(?::\d+(?=\/)|:)?\/?(.+)$/.exec(bare);
  const http = /^(https?):\/\/(?:[^@/]+@)?([^/]+)\/(.+)$/.exec(bare);
  const [scheme, host, name] = http ? [http[1], http[2], http[3]] : ['https', (ssh ?? scp)?.[1], (ssh ?? scp)?.[2]];
  const address = `${scheme}://${host}/${name?.replace(/\/$/, '').replace(/\.git$/, '')}`;
  return host && name && URL.canParse(address) ? address : null;
}
