#!/usr/bin/env node
import { existsSync } from 'node:fs';

const source = new URL('../src/cli.ts', import.meta.url);
const isSource = existsSync(source);
const needed = isSource ? [22, 18] : [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(`quality needs Node ${needed.join('.')} or newer; this is Node ${process.versions.node}.\n`);
  process.exit(2);
}
const { main } = await import(isSource ? source.href : '../dist/cli.js');

process.exitCode = await main(process.argv.slice(2));
