/** Where the repository of a tree is shown on the web: what the tree says of it, what builds it, where it was cloned from. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Address of the repository as it is written in one of these places, or none. The first that says anything is taken. */
export function findRepository(root: string, env: NodeJS.ProcessEnv = process.env): string | null {
  return ofPackage(path.join(root, 'package.json')) ?? ofWorkflow(root, env) ?? ofClone(root);
}

function ofPackage(file: string): string | null {
  if (!existsSync(file)) return null;
  try {
    const { repository } = JSON.parse(readFileSync(file, 'utf8')) as { repository?: string | { url?: string } };
    return (typeof repository === 'string' ? repository : repository?.url) ?? null;
  } catch {
    return null;
  }
}

/** A workflow of GitHub's kind knows whose it is. That is said of the whole checkout, not of a tree somewhere in it. */
function ofWorkflow(root: string, env: NodeJS.ProcessEnv): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name, GITHUB_WORKSPACE: workspace } = env;
  if (!server || !name || !workspace || !existsSync(workspace)) return null;
  return realpathSync(workspace) === realpathSync(root) ? webAddress(`${server}/${name}`) : null;
}

/** Where the clone came from. A folder on this machine, or a tree that is a part of another repository, says nothing. */
function ofClone(root: string): string | null {
  if (!existsSync(path.join(root, '.git'))) return null;
  const { status, stdout } = spawnSync('git', ['-C', root, 'config', '--get', 'remote.origin.url'], { encoding: 'utf8' });
  return status === 0 ? webAddress(stdout.trim()) : null;
}

/** Of anything that git clones from over http or ssh, what a browser opens: without user, password and port of ssh. */
function webAddress(written: string): string | null {
  const scp = /^(?:[\w.-]+@)?([\w.-]+):(?!\/)(.+)$/.exec(written);
  const ssh = /^(?:git\+)?ssh:\/\/(?:[^@/]+@)?([^/:]+)(?::\d+)?\/(.+)$/.exec(written);
  const http = /^(https?):\/\/(?:[^@/]+@)?([^/]+)\/(.+)$/.exec(written);
  const [scheme, host, name] = http ? [http[1], http[2], http[3]] : ['https', (ssh ?? scp)?.[1], (ssh ?? scp)?.[2]];
  // A name without a dot is one of ~/.ssh/config, of this network or of this machine; numbers are no forge's address.
  if (!host || !name || !/\.[a-z][a-z0-9-]*(?::\d+)?$/i.test(host)) return null;
  return `${scheme}://${host}/${name.replace(/\/$/, '').replace(/\.git$/, '')}`;
}
