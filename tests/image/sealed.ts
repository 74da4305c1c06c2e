/**
 * Runs what an image holds without a daemon for containers, as strictly as one can be told to: a user without rights,
 * no capability and nothing that gives one, processes of its own, and a file system that it cannot write to but for
 * /data and /tmp. The network is this machine's. Needs root and util-linux.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

/** What an image says of how it is run. */
export type ImageConfig = {
  User: string;
  Env: string[];
  Entrypoint: string[];
  Cmd: string[];
  WorkingDir: string;
  StopSignal?: string;
  Volumes?: Record<string, object>;
  Healthcheck?: { Test: string[] };
};
export type Image = { root: string; config: ImageConfig };
/** `data` is a folder that outlives the container; without one /data goes with it. */
export type Run = { args: string[]; settings?: Record<string, string>; data?: string };
export type Ended = { code: number | null; out: string };
export type Sealed = {
  /** The first process of the container, as this machine counts. */
  pid: number;
  output: () => string;
  /** Runs a command beside it, as `docker exec` does. */
  exec: (command: string[]) => Promise<Ended>;
  /** Tells it to stop as the image wants to be told: the code with which it ended, `null` where it did not. */
  stop: (limitMs?: number) => Promise<number | null>;
};

const SEAL = `
set -eu
root=$1 data=$2 user=$3 group=$4
shift 4
touch "$root/etc/hosts" "$root/etc/resolv.conf"
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
for name in hosts resolv.conf; do mount --bind "/etc/$name" "$root/etc/$name"; done
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
mount -t tmpfs -o mode=755 dev "$root/dev"
for name in null zero random urandom; do
  : > "$root/dev/$name"
  mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir -m 1777 "$root/dev/shm"
if [ -n "$data" ]; then mount --bind "$data" "$root/data"; else mount -t tmpfs -o "uid=$user,gid=$group,mode=0700" data "$root/data"; fi
exec chroot "$root" "$@"
`;

function powerless({ config }: Image): string[] {
  const [user = '', group = user] = config.User.split(':');
  return [
    '/usr/bin/setpriv',
    '--reuid',
    user,
    '--regid',
    group,
    '--clear-groups',
    '--bounding-set=-all',
    '--inh-caps=-all',
    '--no-new-privs',
  ];
}

function unshareWith(image: Image, { settings = {}, data = '' }: Run, command: string[]): string[] {
  const env = [...image.config.Env, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)];
  const [user = '', group = user] = image.config.User.split(':');
  const within = [...powerless(image), '/usr/bin/env', '-i', '-C', image.config.WorkingDir, ...env, ...command];
  return [
    '--mount',
    '--pid',
    '--ipc',
    '--uts',
    '--fork',
    '--kill-child',
    'sh',
    '-c',
    SEAL,
    'sealed',
    image.root,
    data,
    user,
    group,
    ...within,
  ];
}

/** Runs a command in place of the image's own, in a container of its own, until it ends. */
export function runSealed(image: Image, command: string[], run: Omit<Run, 'args'> = {}): Promise<Ended> {
  return runToEnd('unshare', unshareWith(image, { args: [], ...run }, command));
}

async function runToEnd(program: string, args: string[]): Promise<Ended> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (out += part));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}

const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts what the image starts, with these arguments. What still runs is killed at the end of the test file. */
export async function startSealed(image: Image, run: Run): Promise<Sealed> {
  const child = spawn('unshare', unshareWith(image, run, [...image.config.Entrypoint, ...run.args]), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
  const gone = once(child, 'exit');
  const pid = await firstProcess(child, () => said);
  return {
    pid,
    output: () => said,
    exec: (command) => execBeside(image, pid, command),
    stop: async (limitMs = 30_000) => {
      if (child.exitCode === null) process.kill(pid, image.config.StopSignal ?? 'SIGTERM');
      await Promise.race([gone, sleep(limitMs, undefined, { ref: false })]);
      return child.exitCode;
    },
  };
}

function execBeside(image: Image, pid: number, command: string[]): Promise<Ended> {
  const env = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
  const within = [...powerless(image), '/usr/bin/env', '-i', '-C', image.config.WorkingDir, ...env, ...command];
  return runToEnd('nsenter', ['--target', String(pid), '--mount', '--pid', '--root', ...within]);
}

/** `unshare` has one child: the shell that becomes what it was asked for. */
async function firstProcess(child: ChildProcess, said: () => string): Promise<number> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The container did not start: ${said()}`);
    const [pid] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ');
    if (pid) return Number(pid);
    await sleep(20);
  }
}
