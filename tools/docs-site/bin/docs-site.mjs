#!/usr/bin/env node
import { runCommand } from '../src/cli.ts';

process.exitCode = await runCommand(process.argv.slice(2));
