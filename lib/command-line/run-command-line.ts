import { Command, CommanderError } from 'commander';
import { constants } from 'node:os';
import { capacityCommand } from './capacity-command';
import { CommandContext } from './command-context';
import { CommandFailure } from './command-failure';
import { deltaCommand } from './delta-command';
import { evidenceCommand } from './evidence-command';
import { exceptionsCommand } from './exceptions-command';
import { ExitCode } from './exit-code';
import { imageCheckCommand } from './image-check-command';
import { maskCommand } from './mask-command';
import { parityCommand } from './parity-command';
import { plainText } from './plain-text';
import { proveCommand } from './prove-command';
import { synthCommand } from './synth-command';
import { teardownCommand } from './teardown-command';
import { Terminal } from './terminal';

/** Every command, one file each. */
const commands: ReadonlyArray<(context: CommandContext, version: string) => Command> = [
  synthCommand, deltaCommand, capacityCommand, proveCommand, parityCommand, evidenceCommand, exceptionsCommand, maskCommand, teardownCommand, imageCheckCommand,
];

/** Runs one command and sets the exit code of the process. The only place that catches. */
export async function runCommandLine(options: { readonly version: string; readonly arguments: readonly string[] }): Promise<void> {
  const debug = options.arguments.includes('--debug');
  const terminal = new Terminal({ color: !options.arguments.includes('--no-color') });
  const stop = stopOnSignal();
  endQuietlyWithoutReader();
  const context: CommandContext = {
    terminal, debug, stop,
    throwIfStopped: () => {
      if (stop.aborted) throw new CommandFailure('stopped; nothing was changed', 128 + constants.signals[stop.reason as NodeJS.Signals]);
    },
    exitWith: (code) => {
      process.exitCode = code;
    },
  };
  try {
    await program(options.version, context).parseAsync(options.arguments, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error, context, options.arguments);
  }
}

function program(version: string, context: CommandContext): Command {
  const root = new Command('understudy')
    .description('Staging environments that rehearse production and can never reach it.')
    .version(version, '-V, --version', 'print the version')
    .addHelpText('after', '\nExamples:\n  understudy synth\n  understudy delta production staging\n  understudy teardown staging\n  understudy synth --help');
  for (const command of commands.map((make) => make(context, version))) root.addCommand(command);
  for (const command of withSubcommands(root)) {
    command.exitOverride().helpOption('-h, --help', 'print this help')
      .option('--no-color', 'print without color (NO_COLOR=1 does the same)')
      .option('--debug', 'print what the app prints, and the stack of an error')
      .showHelpAfterError(`use "${command === root ? 'understudy' : `understudy ${command.name()}`} --help" to see what is possible`);
  }
  return root;
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function report(error: unknown, { terminal, debug }: CommandContext, given: readonly string[]): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.FINE : ExitCode.NO_RESULT;
  const message = error instanceof Error ? error.message : String(error);
  const expected = error instanceof CommandFailure;
  terminal.note(`${terminal.colors.red('error:')} ${expected ? message : `unexpected: ${plainText(message)}; use --debug to see where`}`);
  if (given.includes('--json')) terminal.result(JSON.stringify({ version: 1, command: given[0], outcome: 'no-result', message }, undefined, 2));
  if (debug && error instanceof Error && error.stack !== undefined) terminal.note(error.stack);
  return expected ? error.exitCode : ExitCode.NO_RESULT;
}

/** Aborted by the first Ctrl-C (or its like), so that a command can put things back before it ends. */
function stopOnSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => controller.abort(signal));
  }
  return controller.signal;
}

/** `understudy ... | head` closes the pipe early: that is no error. */
function endQuietlyWithoutReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}
