import { Command, Option } from 'commander';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PARITY_FORMATS, runParity, type ParityFormat } from '../../policies/parity/run-parity';
import { MATERIAL_FILE } from '../../policies/parity/material';
import { CommandContext } from './command-context';
import { CommandFailure } from './command-failure';
import { plainText } from './plain-text';
import { readProjectFile } from './project-file';
import { runApp } from './run-app';

interface ParityOptions {
  readonly app?: string;
  readonly build: boolean;
  readonly ledger: boolean;
  readonly format: ParityFormat;
  readonly json?: true;
  readonly output?: string;
}

/** `understudy parity` */
export function parityCommand(context: CommandContext): Command {
  return new Command('parity')
    .summary('prove that two environments differ in their parameters only')
    .description('Runs the CDK app, synthesizes the second environment with every parameter of the first, and holds the result against the first.\n'
      + 'What still differs, but for the identity of the environment, is a difference that nobody declared. The ledger tells for every declared\n'
      + 'one what it changes in the templates. Writes no assembly.')
    .argument('<from>', 'the environment that is the measure, for example production')
    .argument('<to>', 'the environment that is held against it, for example staging')
    .option('--app <command>', 'the command that runs the app (default: "app" of cdk.json); no shell reads it')
    .option('--no-build', 'do not run "build" of cdk.json first')
    .option('--no-ledger', 'prove the theorem only: one synthesis more than without')
    .addOption(new Option('--format <format>', 'how to print the report').choices([...PARITY_FORMATS]).default('text'))
    .option('--json', 'print the facts as one JSON document, as --format json')
    .option('--output <file>', 'where the report goes (default: standard output)')
    .addHelpText('after', examples)
    .action(async (from: string, to: string, options: ParityOptions) => {
      context.exitWith(await parity(from, to, options, context));
    });
}

const examples = `
Exit codes: 0 no undeclared difference, 1 undeclared differences, 2 no result.

Examples:
  understudy parity production staging
  understudy parity production training --no-ledger
  understudy parity production staging --format markdown --output parity.md`;

async function parity(from: string, to: string, options: ParityOptions, context: CommandContext): Promise<number> {
  if (from === to) throw new CommandFailure(`to: must be another environment than the first, got ${JSON.stringify(plainText(to))}`);
  const directory = mkdtempSync(join(tmpdir(), 'understudy-parity-'));
  const format = options.json === true ? 'json' : options.format;
  try {
    await runApp({
      directory, project: readProjectFile(process.cwd()), build: options.build, silent: options.output === undefined && format !== 'text', doing: 'comparing',
      ...(options.app === undefined ? {} : { app: options.app }),
      more: { context: { 'understudy:parity': { from, to, ...(options.ledger ? {} : { swaps: [] }) } }, env: { CDK_VALIDATION: 'false', ...(options.ledger ? askingForSwaps() : {}) } },
    }, context);
    const result = runParity({ material: join(directory, MATERIAL_FILE), format, ...(options.output === undefined ? {} : { output: options.output }) });
    if (result.exitCode === 2) throw new CommandFailure(result.text.trimEnd().replace(join(directory, MATERIAL_FILE), MATERIAL_FILE));
    if (result.text !== '') context.terminal.result(result.text.trimEnd());
    return result.exitCode;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Lets the app's own process ask which further swaps tell most: starting it again would cost more than the swaps. */
function askingForSwaps(): NodeJS.ProcessEnv {
  const hook = join(__dirname, '..', '..', 'policies', 'parity', 'ask-for-swaps.js');
  if (!existsSync(hook)) return {};
  const quoted = `"${hook.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`;
  return { NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --require ${quoted}`.trim() };
}
