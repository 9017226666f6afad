import { Command } from 'commander';
import { isDay } from '../../policies/exceptions/exception-state';
import type { ExceptionState } from '../../policies/exceptions/exception-state';
import { readExceptions } from '../../policies/exceptions/read-exceptions';
import { UnusableInput } from '../../policies/assembly/unusable-input';
import { CommandContext } from './command-context';
import { CommandFailure } from './command-failure';
import { ExitCode } from './exit-code';
import { isAssembly } from './output-directory';
import { plainText } from './plain-text';
import { Terminal } from './terminal';

interface ExceptionsOptions {
  readonly assembly: string;
  readonly environment?: string;
  readonly library?: true;
  readonly today?: string;
  readonly json?: true;
}

/** `understudy exceptions` */
export function exceptionsCommand(context: CommandContext): Command {
  return new Command('exceptions')
    .summary('list the findings that may stand, with their owners and ends')
    .description('Lists every entry of the register of exceptions of a synthesized app: which rule, where, who answers for it, until when, and how it stands.')
    .option('--assembly <directory>', 'the cloud assembly to read', 'cdk.out')
    .option('--environment <name>', 'only what covers something in this environment or account')
    .option('--library', 'what the library accepts on its own parts too, entry by entry')
    .option('--today <date>', 'the day on which they are judged, YYYY-MM-DD (default: today)')
    .option('--json', 'print all entries as one JSON document')
    .addHelpText('after', examples)
    .action((options: ExceptionsOptions) => context.exitWith(exceptions(options, context)));
}

const examples = `
Exit codes: 0 every entry counts, 1 an entry has ended, is not needed, or covers too much, 2 there is no register to read.

Examples:
  understudy exceptions
  understudy exceptions --environment staging --library
  understudy exceptions --today 2027-03-31 --json`;

/** The day that `--today` names, or the one of the clock. */
export function dayOf(today: string | undefined): string {
  const day = today ?? new Date().toISOString().slice(0, 10);
  if (!isDay(day)) throw new CommandFailure(`--today: must be a day, YYYY-MM-DD, got ${JSON.stringify(day)}`);
  return day;
}

/** The register of the assembly in `directory`, undefined where it has none. */
export function exceptionsIn(directory: string, today: string): ExceptionState[] | undefined {
  try {
    return readExceptions(directory, today);
  } catch (error) {
    throw error instanceof UnusableInput ? new CommandFailure(error.message) : error;
  }
}

function exceptions(options: ExceptionsOptions, { terminal }: CommandContext): ExitCode {
  const { assembly, environment, json, library } = options;
  const today = dayOf(options.today);
  if (!isAssembly(assembly)) throw new CommandFailure(`--assembly: must be a cloud assembly, got ${JSON.stringify(assembly)}; run "understudy synth" first`);
  const all = exceptionsIn(assembly, today);
  if (all === undefined) throw new CommandFailure(`--assembly: must have a register of exceptions, got ${JSON.stringify(assembly)}; make a Platform, or an ExceptionRegister`);
  const known = new Set(all.map((entry) => entry.environment).filter((name) => name !== '*').concat(all.flatMap(placesOf)));
  if (environment !== undefined && !known.has(environment)) {
    throw new CommandFailure(`--environment: must be one of ${[...known].toSorted().map(plainText).join(', ') || '(no entry names one)'}, got ${JSON.stringify(plainText(environment))}`);
  }
  const states = environment === undefined ? all : all.filter((entry) => entry.environment === environment || placesOf(entry).includes(environment));
  const outcome = states.some(({ fails }) => fails) ? 'findings' : 'fine';
  if (json === true) terminal.result(JSON.stringify({ version: 1, command: 'exceptions', outcome, today, exceptions: states }, undefined, 2));
  else print(states, terminal, library === true);
  return outcome === 'fine' ? ExitCode.FINE : ExitCode.FINDINGS;
}

/** The environments in which an entry silences something: the second part of the path in a platform, the first one elsewhere. */
function placesOf({ silences, origin }: ExceptionState): string[] {
  return origin === 'library' ? silences.map(({ place }) => place.split('/')[1] ?? '') : [];
}

function print(states: readonly ExceptionState[], terminal: Terminal, library: boolean): void {
  const shown = states.filter(({ origin, fails }) => library || fails || origin === 'platform');
  const hidden = states.filter((state) => !shown.includes(state));
  if (shown.length > 0) {
    const rows = shown.map((state) => [
      tone(state, terminal), `${plainText(state.rule)}\n${plainText(state.scope)}`, `${plainText(state.owner)}\n${plainText(state.ticket)}`, plainText(state.until), String(state.silences.length),
    ]);
    terminal.result(`${terminal.table(['state', 'rule and scope', 'owner and ticket', 'until', 'silences'], rows, ['silences'])}\n`);
  }
  for (const { rule, scope, problems, standing } of shown) {
    for (const problem of problems) terminal.result(`${standing}  ${plainText(rule)} at ${plainText(scope)}\n  ${plainText(problem)}\n`);
  }
  if (hidden.length > 0) {
    const until = hidden.map((state) => state.until).toSorted()[0] ?? '';
    const [entries, are] = hidden.length === 1 ? ['1 entry', 'is not shown; see it'] : [`${hidden.length} entries`, 'are not shown; see them'];
    terminal.result(`${entries} of the library about parts of its own, reviewed until ${plainText(until)}, ${are} with --library\n`);
  }
  const count = (standing: (state: ExceptionState) => boolean): number => states.filter(standing).length;
  terminal.result(`${count(({ fails }) => fails) > 0 ? terminal.colors.red('findings') : terminal.colors.green('fine')}  ${states.length} entries: `
    + `${count(({ fails }) => fails)} fail, ${count(({ standing }) => standing === 'ends soon')} end soon, ${states.reduce((sum, { silences }) => sum + silences.length, 0)} findings silenced`);
}

function tone({ standing, fails }: ExceptionState, { colors: { green, red, yellow, dim } }: Terminal): string {
  if (fails) return red(standing);
  return standing === 'ends soon' ? yellow(standing) : standing === 'unneeded' ? dim(standing) : green(standing);
}
