import { Command } from 'commander';
import { CommandContext } from './command-context';
import { CommandFailure } from './command-failure';
import { ExitCode } from './exit-code';
import { isAssembly } from './output-directory';
import { plainText } from './plain-text';
import { EnvironmentFacts, PlatformFacts, readPlatformFacts } from './platform-facts';

interface DeltaOptions {
  readonly assembly: string;
  readonly json?: true;
}

/** One parameter whose value differs. A side that does not have it is missing. */
export interface ParameterDifference {
  readonly parameter: string;
  readonly from?: string;
  readonly to?: string;
}

/** `understudy delta` */
export function deltaCommand(context: CommandContext): Command {
  return new Command('delta')
    .summary('print the parameters in which two environments differ')
    .description('Prints every parameter whose value differs between two environments of a synthesized platform, with both values.')
    .argument('<from>', 'name of an environment, for example production')
    .argument('<to>', 'name of an environment, for example staging')
    .option('--assembly <directory>', 'the cloud assembly to read', 'cdk.out')
    .option('--json', 'print the facts as one JSON document')
    .addHelpText('after', examples)
    .action((from: string, to: string, options: DeltaOptions) => {
      delta(from, to, options, context);
      context.exitWith(ExitCode.FINE);
    });
}

const widestCell = 60;

const examples = `
Examples:
  understudy delta production staging
  understudy delta production training --assembly /tmp/review --json`;

function delta(from: string, to: string, options: DeltaOptions, { terminal }: CommandContext): void {
  const facts = platformOf(options.assembly);
  const [a, b] = [environmentOf(from, facts), environmentOf(to, facts)];
  const differences = parameterDelta(a.parameters, b.parameters);
  if (options.json === true) {
    terminal.result(JSON.stringify({ version: 1, command: 'delta', from, to, differences }, undefined, 2));
    return;
  }
  const where = (name: string, { kind, account, region }: EnvironmentFacts): string => plainText(`${name}: ${kind}, account ${account}, ${region}`);
  terminal.result(`${where(from, a)}\n${where(to, b)}\n`);
  if (differences.length > 0) {
    const rows = differences.map((row) => [row.parameter, row.from ?? 'not set', row.to ?? 'not set'].map((cell) => shortened(plainText(cell))));
    terminal.result(`${terminal.table(['parameter', plainText(from), plainText(to)], rows)}\n`);
  }
  const shared = new Set([...Object.keys(a.parameters), ...Object.keys(b.parameters)]).size;
  terminal.result(`${differences.length} of ${shared} parameters differ`);
}

/** Both ends of a long value: references of images begin alike and differ in their digest. */
function shortened(text: string): string {
  return text.length <= widestCell ? text : `${text.slice(0, widestCell / 2)}…${text.slice(1 - widestCell / 2)}`;
}

/** The parameters whose values differ, by name. */
export function parameterDelta(from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>): ParameterDifference[] {
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...names].toSorted().flatMap((parameter) => {
    const [a, b] = [own(from, parameter), own(to, parameter)];
    return a === b ? [] : [{ parameter, ...(a === undefined ? {} : { from: a }), ...(b === undefined ? {} : { to: b }) }];
  });
}

function own(parameters: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}

function platformOf(directory: string): PlatformFacts {
  if (!isAssembly(directory)) throw new CommandFailure(`--assembly: must be a cloud assembly, got ${JSON.stringify(directory)}; run "understudy synth" first`);
  const facts = readPlatformFacts(directory);
  if (facts === undefined) throw new CommandFailure(`--assembly: must be made by a Platform, got ${JSON.stringify(directory)}, which has no understudy.json`);
  return facts;
}

function environmentOf(name: string, { environments }: PlatformFacts): EnvironmentFacts {
  const found = Object.hasOwn(environments, name) ? environments[name] : undefined;
  if (found !== undefined) return found;
  throw new CommandFailure(`environment must be one of ${Object.keys(environments).map(plainText).join(', ') || '(none is defined)'}, got ${JSON.stringify(plainText(name))}`);
}
