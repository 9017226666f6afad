#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from '../lib/command-line/run-command-line';

const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { version: string };

void runCommandLine({ version, arguments: process.argv.slice(2) });
