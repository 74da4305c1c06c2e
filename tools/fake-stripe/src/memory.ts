/**
 * What the stand-in remembers over a restart, where it was given a file: everything but the mischief and what is on its
 * way.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Idempotency } from './idempotency.ts';
import { renameStored, upgradeMemory } from './upgrade-memory.ts';
import type { World } from './world.ts';

const REMEMBERED = ['resources', 'keys', 'codes', 'connected', 'links', 'sessions', 'paidOut', 'shift'] as const;
/** Counts up when what is stored changes its form; earlier ones are upgraded, files of later ones are ignored. */
const FORM = 3;

type Memory = { form: number; world: Pick<World, (typeof REMEMBERED)[number]>; idempotency: Idempotency };

/** Things that hold one another still do so afterwards: the format keeps references. */
export function saveMemory(file: string, world: World, idempotency: Idempotency): void {
  const kept = Object.fromEntries(REMEMBERED.map((name) => [name, world[name]])) as Memory['world'];
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(
    `${file}.new`,
    serialize({
      form: FORM,
      world: kept,
      idempotency: new Map([...idempotency].filter(([, one]) => one.answer)),
    } satisfies Memory),
    { mode: 0o600 },
  );
  renameSync(`${file}.new`, file);
}

/** Fills `world` and `idempotency` with what the file says, if there is one that can be read. */
export function loadMemory(file: string, world: World, idempotency: Idempotency): void {
  if (!existsSync(file)) return;
  const memory = deserialize(readFileSync(file)) as Memory;
  if (memory.form < 1 || memory.form > FORM) return;
  if (memory.form < 3) renameStored(memory.world);
  if (memory.form === 1) upgradeMemory(memory.world);
  Object.assign(world, memory.world);
  for (const [key, kept] of memory.idempotency) idempotency.set(key, kept);
}
