/** The manifests for Kubernetes: right by the schemas of its API, restricted, and true to the program that they run. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Job } from 'kubernetes-models/batch/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Namespace, Service, ServiceAccount } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { describeSettings } from '#platform/config.ts';

process.chdir(path.resolve(import.meta.dirname, '../..'));

type Probe = { httpGet: { path: string; port: string } };
type Container = {
  name: string;
  image: string;
  args: string[];
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  securityContext: Record<string, unknown>;
  resources: { limits?: object; requests?: object };
  envFrom: object[];
};
type Pod = { containers: Container[]; securityContext: Record<string, unknown>; automountServiceAccountToken: boolean };
type Manifest = { apiVersion: string; kind: string; metadata: { name: string }; spec: { template: { spec: Pod } } };
type Kustomization = {
  resources: string[];
  configMapGenerator: { name: string; literals: string[] }[];
  images: { name: string }[];
};

const MODELS = [
  Deployment,
  HorizontalPodAutoscaler,
  Job,
  Ingress,
  NetworkPolicy,
  PodDisruptionBudget,
  Namespace,
  Service,
  ServiceAccount,
] as unknown as {
  apiVersion: string;
  kind: string;
  new (data: object): { validate: () => void };
}[];

const FOLDERS = ['deploy/kubernetes', 'deploy/examples/kubernetes'];
const read = (file: string): Manifest[] =>
  parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Manifest);
const kustomization = (folder: string): Kustomization =>
  read(`${folder}/kustomization.yaml`)[0] as unknown as Kustomization;
const files = FOLDERS.flatMap((folder) => globSync(`${folder}/*.yaml`))
  .filter((file) => !file.endsWith('kustomization.yaml'))
  .sort();
const manifests = files.flatMap((file) => read(file).map((manifest) => ({ file, manifest })));
const pods = manifests
  .filter(({ manifest }) => ['Deployment', 'Job'].includes(manifest.kind))
  .map(({ manifest }) => ({ name: manifest.metadata.name, pod: manifest.spec.template.spec }));
const containers = pods.flatMap(({ name, pod }) => pod.containers.map((container) => ({ name, container })));

function faultOf(manifest: Manifest): string | undefined {
  const { apiVersion, kind, ...rest } = manifest;
  const Model = MODELS.find((model) => model.kind === kind && model.apiVersion === apiVersion);
  if (!Model) return `no schema for ${apiVersion} ${kind}`;
  try {
    new Model(rest).validate();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test('each manifest is what the API of Kubernetes takes, and the schemas would tell', () => {
  assert.equal(manifests.length, 10);
  assert.deepEqual(
    manifests.flatMap(({ file, manifest }) => faultOf(manifest) ?? []),
    [],
  );
  const [web] = manifests.filter(
    ({ manifest }) => manifest.metadata.name === 'foyer-web' && manifest.kind === 'Deployment',
  );
  const wrong = structuredClone(web?.manifest) as Manifest & { spec: { replicas: unknown } };
  wrong.spec.replicas = 'two';
  assert.match(faultOf(wrong) ?? '', /replicas/);
});

/** Schemas let unknown fields pass, and so does the API; types of literals do not. */
test('no manifest has a field that the API does not know', { timeout: 60_000 }, () => {
  mkdirSync('.cache', { recursive: true });
  const folder = mkdtempSync('.cache/manifests-');
  const typed = (list: Manifest[]): string =>
    list
      .map(
        (manifest, i) =>
          `import type { I${manifest.kind} as M${i} } from 'kubernetes-models/${manifest.apiVersion}';\nexport const m${i}: M${i} = ${JSON.stringify(manifest)};`,
      )
      .join('\n');
  const check = (list: Manifest[]): string => {
    writeFileSync(`${folder}/manifests.ts`, typed(list));
    const options = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--types',
      'node',
    ];
    return spawnSync(
      process.execPath,
      ['node_modules/@typescript/native/bin/tsc', ...options, `${folder}/manifests.ts`],
      { encoding: 'utf8' },
    ).stdout;
  };
  try {
    assert.equal(check(manifests.map(({ manifest }) => manifest)), '');
    const planted = structuredClone(
      manifests.find(({ manifest }) => manifest.kind === 'Deployment')?.manifest,
    ) as Manifest;
    Object.assign(planted.spec.template.spec.containers[0] as Container, { imge: 'foyer' });
    assert.match(check([planted]), /'"imge"' does not exist/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('each kustomization names the files beside it, and each image that they use', () => {
  for (const folder of FOLDERS) {
    const beside = readdirSync(folder)
      .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
      .sort();
    assert.deepEqual(
      kustomization(folder)
        .resources.filter((name) => name.endsWith('.yaml'))
        .sort(),
      beside,
    );
  }
  assert.deepEqual(
    [...new Set(containers.map(({ container }) => container.image))],
    kustomization(FOLDERS[0] as string).images.map(({ name }) => name),
  );
});

test('pods are restricted: no root, no rights, no token, a file system to read', () => {
  assert.deepEqual(
    pods
      .filter(({ pod }) => pod.securityContext.runAsNonRoot !== true || pod.automountServiceAccountToken !== false)
      .map(({ name }) => name),
    [],
  );
  for (const { name, container } of containers) {
    assert.deepEqual(
      container.securityContext,
      { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      name,
    );
  }
});

test('web, worker and migrations run the commands of these names, within limits, with the same settings', () => {
  assert.deepEqual(
    containers.map(({ name, container }) => [name, container.args]),
    [
      ['foyer-migrate', ['migrate']],
      ['foyer-web', ['web']],
      ['foyer-worker', ['worker']],
    ],
  );
  for (const { container } of containers) {
    assert.deepEqual(container.envFrom, [
      { configMapRef: { name: 'foyer-settings' } },
      { secretRef: { name: 'foyer' } },
    ]);
    assert.deepEqual(Object.keys(container.resources), ['requests', 'limits']);
  }
});

test('probes ask for addresses that there are: life does not hang on the database, readiness does', () => {
  const probed = containers
    .filter(({ name }) => name !== 'foyer-migrate')
    .map(({ container }) =>
      [container.startupProbe, container.livenessProbe, container.readinessProbe].map((probe) => probe?.httpGet),
    );
  const healthz = { path: '/healthz', port: 'http' };
  assert.deepEqual(probed, [
    [healthz, healthz, { path: '/readyz', port: 'http' }],
    [healthz, healthz, { path: '/readyz', port: 'http' }],
  ]);
});

test('every setting is one of Foyer’s, and no secret is among them', () => {
  const known = describeSettings({}).map(({ name }) => name);
  const set = FOLDERS.flatMap((folder) =>
    kustomization(folder).configMapGenerator.flatMap(({ literals }) =>
      literals.map((literal) => literal.split('=')[0] as string),
    ),
  );
  assert.deepEqual(
    set.filter((name) => !known.includes(name) && name !== 'FOYER_DEMO'),
    [],
  );
  assert.deepEqual(
    set.filter((name) => /SECRET|KEY|TOKEN|PASSWORD|DATABASE_URL|SMTP_URL/.test(name)),
    [],
  );
});
