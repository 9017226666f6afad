import { Command } from 'commander';
import { loadAssembly, type AssemblyStack } from '../../policies/assembly/load-assembly';
import { type EnvironmentCapacity, HOURS_A_MONTH, type NamedAccount, type Range, capacityReport } from '../evidence/capacity/capacity-report';
import { CommandContext } from './command-context';
import { CommandFailure } from './command-failure';
import { ExitCode } from './exit-code';
import { isAssembly } from './output-directory';
import { plainText } from './plain-text';
import { type PlatformFacts, readPlatformFacts } from './platform-facts';
import { Terminal } from './terminal';

interface CapacityOptions {
  readonly assembly: string;
  readonly relativeTo?: string;
  readonly json?: true;
}

/** `understudy capacity` */
export function capacityCommand(context: CommandContext): Command {
  return new Command('capacity')
    .summary('compare how large the environments are')
    .description('Prints how much of processors, memory and storage each environment has a week, beside production, from the templates and the hours in them. No price list is needed.')
    .option('--assembly <directory>', 'the cloud assembly to read', 'cdk.out')
    .option('--relative-to <environment>', 'the environment that the others are compared with; production, or else the first')
    .option('--json', 'print the facts as one JSON document')
    .addHelpText('after', examples)
    .action((options: CapacityOptions) => {
      capacity(options, context);
      context.exitWith(ExitCode.FINE);
    });
}

const examples = `
Examples:
  understudy capacity
  understudy capacity --relative-to staging --assembly /tmp/review --json`;

function capacity(options: CapacityOptions, { terminal }: CommandContext): void {
  const { assembly } = options;
  if (!isAssembly(assembly)) throw new CommandFailure(`--assembly: must be a cloud assembly, got ${JSON.stringify(assembly)}; run "understudy synth" first`);
  const stacks = loadAssembly(assembly);
  const accounts = accountsIn(stacks, readPlatformFacts(assembly));
  const reference = referenceOf(options.relativeTo, accounts);
  const environments = capacityReport(stacks, accounts, reference);
  if (options.json === true) {
    terminal.result(JSON.stringify({ version: 1, command: 'capacity', relativeTo: reference, hoursAMonth: HOURS_A_MONTH, environments }, undefined, 2));
    return;
  }
  print(environments, reference, terminal);
}

/** The environments of a platform; of an assembly that no platform made, the accounts. */
function accountsIn(stacks: readonly AssemblyStack[], facts: PlatformFacts | undefined): NamedAccount[] {
  if (facts !== undefined) return Object.entries(facts.environments).map(([name, { kind, account }]) => ({ name, kind, account }));
  const accounts = [...new Set(stacks.flatMap(({ account }) => (account === undefined ? [] : [account])))].toSorted();
  return accounts.map((account) => ({ name: account, kind: undefined, account }));
}

function referenceOf(given: string | undefined, accounts: readonly NamedAccount[]): string {
  const names = accounts.map(({ name }) => name);
  const found = given === undefined ? accounts.find(({ kind }) => kind === 'production')?.name ?? names[0] : names.find((name) => name === given);
  if (found !== undefined) return found;
  if (given === undefined) throw new CommandFailure('--assembly: must have stacks that are bound to an account');
  throw new CommandFailure(`--relative-to: must be one of ${names.map(plainText).join(', ')}, got ${JSON.stringify(plainText(given))}`);
}

function print(environments: readonly EnvironmentCapacity[], reference: string, terminal: Terminal): void {
  const head = ['environment', 'open h', 'vCPU-hours', 'share', 'memory GB-months', 'share', 'storage GB-months', 'share'];
  const rows = environments.map(({ environment, openHoursAWeek, vcpuHours, memoryGbMonths, storageGbMonths, share }) => [
    plainText(environment), text(openHoursAWeek), range(vcpuHours), percent(share.vcpuHours), range(memoryGbMonths), percent(share.memoryGbMonths),
    range(storageGbMonths), percent(share.storageGbMonths),
  ]);
  terminal.result(`A week outside windows, least to most; shares are of ${plainText(reference)}\n`);
  terminal.result(`${terminal.table(head, rows, head.slice(1))}\n`);
  const windows = environments.flatMap(({ environment, windows: own }) => own.map((window) => [
    plainText(environment), plainText(window.window), plainText(`${window.start} to ${window.end} ${window.timeZone}`), text(window.hours), range(window.vcpuHours), range(window.memoryGbMonths),
  ]));
  if (windows.length > 0) terminal.result(`${terminal.table(['environment', 'window', 'when', 'hours', 'vCPU-hours', 'memory GB-months'], windows, ['hours', 'vCPU-hours', 'memory GB-months'])}\n`);
  const types = [...new Set(environments.flatMap(({ notCounted }) => Object.keys(notCounted)))].toSorted();
  if (types.length > 0) terminal.result(`not counted, because a template does not say their size or they cost by use: ${types.map(plainText).join(', ')}`);
}

function range({ least, most }: Range): string {
  return least === most ? text(least) : `${text(least)} to ${text(most)}`;
}

function percent(share: Range | undefined): string {
  if (share === undefined) return '-';
  const [least, most] = [Math.round(share.least * 100), Math.round(share.most * 100)];
  return least === most ? `${least} %` : `${least} to ${most} %`;
}

function text(value: number): string {
  return value.toFixed(value < 10 && !Number.isInteger(value) ? 1 : 0);
}
