import { Command, InvalidArgumentError, Option } from 'commander';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ParityReport } from '../../policies/parity/report';
import { PARITY_FORMATS, parityReports, tellParity, withSourceLines, type ParityFormat } from '../../policies/parity/tell-parity';
import { UnusableInput } from '../../policies/assembly/unusable-input';
import { MATERIAL_FILE, materialOfPairs } from '../../policies/parity/material';
import { withoutSourceLines } from '../values/without-source-lines';
import { CommandContext } from './command-context';
import { CommandFailure } from './command-failure';
import { ExitCode } from './exit-code';
import { plainText } from './plain-text';
import { nodeOptions } from './node-options';
import { readProjectFile } from './project-file';
import { AppCrash, runApp, runAppBeside, type AppRun } from './run-app';

interface ParityOptions {
  readonly app?: string;
  readonly build: boolean;
  readonly ledger: boolean;
  readonly format: ParityFormat;
  readonly json?: true;
  readonly output?: string;
  readonly processes: number;
}

/** `understudy parity` */
export function parityCommand(context: CommandContext): Command {
  return new Command('parity')
    .summary('prove that two environments differ in their parameters only')
    .description('Runs the CDK app, synthesizes the second environment with every parameter of the first, and holds the result against the first.\n'
      + 'What still differs, but for the identity of the environment, is a difference that nobody declared. The ledger tells for every declared\n'
      + 'one what it changes in the templates. Writes no assembly.')
    .argument('[from]', 'the environment that is the measure, for example production')
    .argument('[to]', 'the environment that is held against it, for example staging (default: every environment against the one it was derived from, without ledger)')
    .option('--app <command>', 'the command that runs the app (default: "app" of cdk.json); no shell reads it')
    .option('--no-build', 'do not run "build" of cdk.json first')
    .option('--no-ledger', 'prove the theorem only: one synthesis more than without')
    .addOption(new Option('--format <format>', 'how to print the report').choices([...PARITY_FORMATS]).default('text'))
    .option('--json', 'print the facts as one JSON document, as --format json')
    .option('--output <file>', 'where the report goes (default: standard output)')
    .addOption(new Option('--processes <number>', 'how many processes run the app for the ledger')
      .argParser(countOf).default(Math.min(MOST_PROCESSES, availableParallelism()), `one for each processor, at most ${MOST_PROCESSES}`))
    .addHelpText('after', examples)
    .action(async (from: string | undefined, to: string | undefined, options: ParityOptions) => {
      context.exitWith(await parity(pairOf(from, to), options, context));
    });
}

const MOST_PROCESSES = 4;

function countOf(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('must be a number from 1 to 99');
  return Number(text);
}

const examples = `
Exit codes: 0 no undeclared difference, 1 undeclared differences, 2 no result.

Examples:
  understudy parity
  understudy parity production staging
  understudy parity production training --no-ledger
  understudy parity production staging --format markdown --output parity.md`;

/** Two environments by name. */
interface Pair {
  readonly from: string;
  readonly to: string;
}

/** Undefined where every environment is meant that was derived from another. */
function pairOf(from: string | undefined, to: string | undefined): Pair | undefined {
  if (from === undefined) return undefined;
  if (to === undefined) throw new CommandFailure('to: must be given, as in "understudy parity production staging"; leave both out to compare every environment with the one it was derived from');
  if (from === to) throw new CommandFailure(`to: must be another environment than the first, got ${JSON.stringify(plainText(to))}`);
  return { from, to };
}

async function parity(pair: Pair | undefined, options: ParityOptions, context: CommandContext): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'understudy-parity-'));
  const format = options.json === true ? 'json' : options.format;
  const comparison = { ...options, pair, silent: options.output === undefined && format !== 'text' };
  try {
    const ledger = pair !== undefined && options.ledger;
    const reports = await compareAlone({ ...comparison, ledger, lines: false, swaps: [] }, join(directory, 'first'), context);
    const differ = reports.some(({ verdict }) => verdict === 'DIFFERENT');
    const again = { ...comparison, build: false, ledger: false, lines: true, swaps: ledger ? UNSWAPPED : [] };
    const told = differ ? withSourceLines(reports, await compareAlone(again, join(directory, 'lines'), context)) : reports;
    const text = tellParity(told, { format, ...(options.output === undefined ? {} : { output: options.output }) });
    if (text !== '') context.terminal.result(text.trimEnd());
    return differ ? ExitCode.FINDINGS : ExitCode.FINE;
  } catch (error) {
    if (error instanceof UnusableInput) throw new CommandFailure(error.message.replaceAll(new RegExp(`${directory}/[\\w-]+/`, 'g'), ''));
    throw error;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Comparison extends ParityOptions {
  readonly pair: Pair | undefined;
  readonly silent: boolean;
  /** Whether to note where each resource is made, which is of use only where something is told of one. */
  readonly lines: boolean;
  /** What to swap where there is no ledger. */
  readonly swaps: ReadonlyArray<readonly string[]>;
}

/** A ledger tells what is not reproducible by a synthesis in which nothing is swapped: who tells the same without it needs that one. */
const UNSWAPPED = [[]];

/** Without the accounts that are not compared, unless the app cannot be run without them. The second run says of a failure where it is. */
async function compareAlone(comparison: Comparison, directory: string, context: CommandContext): Promise<ParityReport[]> {
  try {
    return await compare(comparison, false, directory, context);
  } catch (error) {
    if (!(error instanceof AppCrash)) throw error;
    return compare({ ...comparison, build: false, lines: true }, true, `${directory}-whole`, context);
  }
}

/** Runs the app and compares what it makes. */
async function compare({ pair, silent, build, app, ledger, lines, swaps, processes }: Comparison, whole: boolean, directory: string, context: CommandContext): Promise<ParityReport[]> {
  mkdirSync(sharedIn(directory), { recursive: true });
  const helpers = new AbortController();
  const run: AppRun = {
    directory, project: readProjectFile(process.cwd()), build, silent, doing: 'comparing', ...(app === undefined ? {} : { app }),
    more: {
      context: { 'understudy:parity': { ...(pair ?? { declared: true }), ...(pair === undefined || ledger ? {} : { swaps }), whole }, ...(lines ? {} : withoutSourceLines) },
      env: { CDK_VALIDATION: 'false', ...nodeOptions([...(lines ? [] : ['--stack-trace-limit=0']), ...(ledger ? requireDirector() : [])]), UNDERSTUDY_PARITY_SHARED: ledger ? sharedIn(directory) : '' },
    },
  };
  try {
    await runApp(run, context, () => { if (ledger) startHelpers(run, processes - 1, helpers.signal, context); });
    return parityReports(pair === undefined ? declaredIn(directory) : [join(directory, MATERIAL_FILE)]);
  } finally {
    helpers.abort();
  }
}

function declaredIn(directory: string): string[] {
  const pairs = materialOfPairs(directory);
  if (pairs.length === 0) throw new CommandFailure('from: must be given, since no environment of the app was derived from another; see "understudy parity --help"');
  return pairs;
}

/** Where the processes meet. */
function sharedIn(directory: string): string {
  return join(directory, 'swaps');
}

/** Lets the app's own process say which further swaps tell most, and share them with others: starting it again for each would cost more than the swaps. */
function requireDirector(): string[] {
  const director = join(__dirname, '..', '..', 'policies', 'parity', 'direct-swaps.js');
  return existsSync(director) ? ['--require', `"${director.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`] : [];
}

/** The same app in further processes, which make what the first one asks for. */
function startHelpers({ directory, more, ...run }: AppRun, count: number, stop: AbortSignal, context: CommandContext): void {
  const env = { ...more?.env, UNDERSTUDY_PARITY_HELPS_FOR: String(process.pid) };
  for (let i = 1; i <= count; i++) {
    const helper: AppRun = { ...run, directory: join(directory, `helper-${i}`), build: false, silent: true, more: { ...more, env } };
    void runAppBeside(helper, context, stop);
  }
}
