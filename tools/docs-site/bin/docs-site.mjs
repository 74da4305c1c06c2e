#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`docs-site needs Node 22.18 or newer; this is Node ${process.versions.node}.\n`);
  process.exit(2);
}
const { runCommand } = await import('../src/cli.ts');

process.exitCode = await runCommand(process.argv.slice(2));
