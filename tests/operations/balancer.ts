/** nginx with the settings of the guide, on a port of this machine and with a certificate of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { freePort } from '#platform/free-port.ts';
import { findProgram } from './programs.ts';
import { until } from './processes.ts';

export type Balancer = { port: number; errors: () => string };

/** Starts it with that block inside `http`. `here`: gives the block with the port and the files of this machine. */
export async function startNginx(here: (port: number, certificate: string, key: string) => string): Promise<Balancer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'foyer-nginx-'));
  const port = await freePort();
  const file = (name: string): string => path.join(folder, name);
  makeCertificate(file('cert.pem'), file('key.pem'));
  mkdirSync(file('temp'));
  const temps = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path ${file('temp')}/${kind};`,
  );
  // Who is root would have its workers become somebody who may not enter the folder.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  writeFileSync(
    file('nginx.conf'),
    `${user}pid ${file('pid')};\nerror_log ${file('errors')} warn;\nworker_processes 2;\nevents {}\nhttp {\n  access_log off;\n${temps.join('\n')}\n${here(port, file('cert.pem'), file('key.pem'))}\n}\n`,
  );
  const child = spawn(findProgram('nginx') as string, ['-p', folder, '-c', file('nginx.conf'), '-g', 'daemon off;'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  after(async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  });
  await until(() => {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
    return readIfThere(file('pid')) !== '';
  });
  return { port, errors: () => readIfThere(file('errors')) };
}

function makeCertificate(certificate: string, key: string): void {
  const { status, stderr } = spawnSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=events.example.org',
      '-keyout',
      key,
      '-out',
      certificate,
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
