import { spawn } from 'node:child_process';
import path from 'node:path';

export type Done = { status: number | null; stdout: string; stderr: string };

/**
 * Runs a command of the repository; its own tools are found first. It is ended after `seconds`, and then has no status.
 */
export function runCommand(
  root: string,
  [command, ...args]: string[],
  options: { seconds?: number; env?: Record<string, string> } = {},
): Promise<Done> {
  const PATH = `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}`;
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', NODE_OPTIONS: '', ...options.env, PATH };
  return new Promise((resolve) => {
    const child = spawn(command!, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: Math.ceil((options.seconds ?? 3600) * 1000),
      shell: process.platform === 'win32',
    });
    const done: Done = { status: null, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      done.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      done.stderr += text;
    });
    child.on('error', (error) => resolve({ ...done, stderr: `${done.stderr}${error.message}` }));
    child.on('close', (status) => resolve({ ...done, status }));
  });
}
