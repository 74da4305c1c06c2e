/**
 * The alerts of the guide: Prometheus reads them, each goes off when it should and on series that an installation
 * really tells, and none goes off in a quiet installation.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { freePort } from '#platform/free-port.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { until } from './processes.ts';
import { guideBlock, runScript } from './guide.ts';
import { findProgram, lacking } from './programs.ts';

const TOKEN = 'read-by-prometheus-alone';
const foyer = await runFoyer({ METRICS_TOKEN: TOKEN, FOYER_DEMO: 'no', LOG_LEVEL: 'silent' });
const folder = mkdtempSync(path.join(tmpdir(), 'foyer-alerts-'));
after(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(path.join(folder, 'foyer.yml'), guideBlock('alerts'));

type Series = { name: string; labels: Record<string, string>; value: string };

/** Of our own figures; those of Node are as they come. */
function readSeries(text: string): Series[] {
  return [...text.matchAll(/^(foyer_\w+)(?:\{([^}]*)\})? (\S+)$/gm)].map(([, name = '', labels = '', value = '']) => ({
    name,
    labels: readLabels(labels),
    value,
  }));
}

function readLabels(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
}

async function scrape(): Promise<Series[]> {
  const { out } = await runScript(guideBlock('read-metrics', { 'http://10.0.0.11:3000': foyer.url }), folder, {
    METRICS_TOKEN: TOKEN,
  });
  return readSeries(out);
}

// One that fails at each try: how often is one of the figures.
await foyer.opened.database.db
  .insertInto('jobs')
  .values({ queue: 'send_mail', payload: JSON.stringify({ mailId: 'none' }) })
  .execute();
await until(async () =>
  (await scrape()).some(({ name, labels }) => name === 'foyer_jobs_total' && labels.outcome === 'retried'),
);
const series = await scrape();
const OUTSIDE = [
  { name: 'probe_success', labels: { job: 'foyer-readyz' }, value: '1' },
  { name: 'up', labels: { job: 'foyer' }, value: '1' },
];

/** `rises`: the series that goes wrong, and how; `after`: minutes until it is told; `labels`: what is told with it. */
type Trial = {
  alert: string;
  rises: string;
  labels?: Record<string, string>;
  values: string;
  after: number;
  severity: 'page' | 'morning';
  says?: Record<string, string>;
};
const TRIALS: Trial[] = [
  { alert: 'FoyerOversold', rises: 'foyer_quotas_oversold', values: '0 1x5', after: 2, severity: 'page' },
  { alert: 'FoyerOversold', rises: 'foyer_quotas_miscounted', values: '0 1x5', after: 2, severity: 'page' },
  {
    alert: 'FoyerAway',
    rises: 'probe_success',
    values: '1 0x5',
    after: 4,
    severity: 'page',
    says: { job: 'foyer-readyz', instance: 'one' },
  },
  { alert: 'FoyerJobsStandStill', rises: 'foyer_oldest_job_seconds', values: '0+60x30', after: 17, severity: 'page' },
  { alert: 'FoyerBuyersWait', rises: 'foyer_reservations_waiting', values: '201x5', after: 2, severity: 'page' },
  {
    alert: 'FoyerProcessAway',
    rises: 'up',
    values: '0x10',
    after: 6,
    severity: 'morning',
    says: { job: 'foyer', instance: 'one' },
  },
  {
    alert: 'FoyerDeadJobs',
    rises: 'foyer_jobs_waiting',
    labels: { state: 'dead' },
    values: '1x10',
    after: 6,
    severity: 'morning',
  },
  {
    alert: 'FoyerJobsFail',
    rises: 'foyer_jobs_total',
    labels: { outcome: 'retried', queue: 'send_mail' },
    values: '0+1x70',
    after: 65,
    severity: 'morning',
    says: { queue: 'send_mail' },
  },
];
const ALERTS = [...guideBlock('alerts').matchAll(/alert: (\w+)/g)].map(([, name = '']) => name);

const isOf = (one: Series, { rises, labels = {} }: Trial): boolean =>
  one.name === rises && Object.entries(labels).every(([key, value]) => one.labels[key] === value);
const written = ({ name, labels }: Series): string =>
  `${name}{${Object.entries({ job: 'foyer', instance: 'one', ...labels })
    .map(([key, value]) => `${key}="${value}"`)
    .join(',')}}`;

/** Everything that Foyer says stays as it is, all but what goes wrong. */
function trialOf(trial: Trial | undefined, minutes: number): object {
  const input = [...series, ...OUTSIDE].map((one) => ({
    series: written(one),
    values: trial && isOf(one, trial) ? trial.values : `${one.value}x100`,
  }));
  const expected = (alert: string) =>
    trial?.alert === alert ? [{ exp_labels: { severity: trial.severity, ...trial.says } }] : [];
  return {
    interval: '1m',
    input_series: input,
    alert_rule_test: [...new Set(ALERTS)].map((alertname) => ({
      eval_time: `${minutes}m`,
      alertname,
      exp_alerts: expected(alertname),
    })),
  };
}

function promtool(...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(findProgram('promtool') as string, args, {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout + stderr);
}

function tryRules(tests: object[]): void {
  // JSON is YAML.
  writeFileSync(
    path.join(folder, 'trial.yml'),
    JSON.stringify({ rule_files: ['foyer.yml'], evaluation_interval: '1m', tests }),
  );
  promtool('test', 'rules', 'trial.yml');
}

describe('the alerts of the guide', { skip: lacking('promtool') }, () => {
  test('are rules that Prometheus reads', () => promtool('check', 'rules', 'foyer.yml'));

  test('ask for nothing but what an installation tells', () => {
    const asked = [...guideBlock('alerts').matchAll(/\b(foyer_\w+)(?:\{([^}]*)\})?/g)].map(
      ([, name = '', labels = '']) => ({ name, labels: readLabels(labels) }),
    );
    assert.ok(asked.length > 5);
    assert.deepEqual(
      asked.filter(({ name, labels }) => !series.some((one) => isOf(one, { rises: name, labels } as Trial))),
      [],
    );
  });

  test('are silent in a quiet installation', () =>
    tryRules([1, 5, 20, 65].map((minutes) => trialOf(undefined, minutes))));

  test('are each tried', () =>
    assert.deepEqual([...new Set(TRIALS.map(({ alert }) => alert))].sort(), [...ALERTS].sort()));

  for (const trial of TRIALS) {
    test(`${trial.alert} goes off, alone, when ${trial.rises} is wrong`, () => {
      assert.ok(
        [...series, ...OUTSIDE].some((one) => isOf(one, trial)),
        'There is such a series',
      );
      tryRules([trialOf(trial, trial.after)]);
    });
  }
});

/** What the blackbox exporter does with its module http_2xx. */
async function startProbe(): Promise<string> {
  const server = createServer((req, res) => {
    const target = new URL(req.url ?? '/', 'http://probe').searchParams.get('target') ?? '';
    fetch(target).then(
      (answer) => res.end(`probe_success ${Number(answer.ok)}\n`),
      () => res.end('probe_success 0\n'),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => server.close());
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

test(
  'Prometheus with the settings of the guide reads Foyer, and has nothing to say of it',
  { skip: lacking('prometheus', 'promtool') },
  async () => {
    const port = await freePort();
    const { host } = new URL(foyer.url);
    writeFileSync(path.join(folder, 'token'), TOKEN);
    const config = guideBlock('prometheus', {
      '30s': '1s',
      '/etc/prometheus/foyer.yml': path.join(folder, 'foyer.yml'),
      '/etc/prometheus/foyer-token': path.join(folder, 'token'),
      '10.0.0.11:3000, 10.0.0.12:3000, 10.0.0.13:3001': host,
      'https://events.example.org': foyer.url,
      '127.0.0.1:9115': await startProbe(),
    });
    writeFileSync(path.join(folder, 'prometheus.yml'), config);
    promtool('check', 'config', 'prometheus.yml');
    mkdirSync(path.join(folder, 'series'));
    const child = spawn(
      findProgram('prometheus') as string,
      [
        '--config.file=prometheus.yml',
        '--storage.tsdb.path=series',
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ],
      { cwd: folder, stdio: 'inherit' },
    );
    after(() => child.kill('SIGKILL'));
    const ask = async (query: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?${new URLSearchParams({ query })}`);
      return (
        (await answer.json()) as { data: { result: { metric: Record<string, string>; value: [number, string] }[] } }
      ).data.result;
    };
    await until(async () => (await ask('up == 1').catch(() => [])).length === 2);
    assert.deepEqual(
      (await ask('probe_success')).map(({ metric, value }) => [metric.job, metric.instance, value[1]]),
      [['foyer-readyz', `${foyer.url}/readyz`, '1']],
    );
    assert.deepEqual(
      (await ask('foyer_quotas_oversold')).map(({ metric, value }) => [metric.instance, value[1]]),
      [[host, '0']],
    );
    const { data } = (await (await fetch(`http://127.0.0.1:${port}/api/v1/alerts`)).json()) as {
      data: { alerts: object[] };
    };
    assert.deepEqual(data.alerts, []);
  },
);
