import { Command } from 'commander';
import { UnusableInput } from '../../policies/assembly/unusable-input';
import { runChild } from './child-process';
import { CommandContext } from './command-context';
import { CommandFailure } from './command-failure';
import { ExitCode } from './exit-code';
import { isAssembly } from './output-directory';
import { plainText } from './plain-text';
import { EnvironmentFacts, readPlatformFacts } from './platform-facts';
import { splitCommand } from './split-command';
import { printTeardownPlan } from './teardown/print-teardown-plan';
import { TeardownPlan, obstacles, teardownPlan } from './teardown/teardown-plan';

interface TeardownOptions {
  readonly assembly: string;
  readonly json?: true;
  readonly execute?: true;
  readonly confirm?: string;
  readonly cdk: string;
}

/** `understudy teardown` */
export function teardownCommand(context: CommandContext): Command {
  return new Command('teardown')
    .summary('list what removing an environment keeps, meets and leaves behind')
    .description('Plans the removal of a non-production environment from its templates alone: what stands in the way, what is kept, what ends later,\n'
      + 'what is left behind, who else knows it, and in which order its stacks go. Nothing is removed without --execute.')
    .argument('<environment>', 'name of an environment, for example staging; production is refused')
    .option('--assembly <directory>', 'the cloud assembly to read', 'cdk.out')
    .option('--json', 'print the plan as one JSON document')
    .option('--execute', 'remove the stacks, one after the other; needs --confirm and credentials for the account')
    .option('--confirm <name>', 'the name of the environment, once more')
    .option('--cdk <command>', 'the command that runs the CDK; no shell reads it', 'npx --no-install cdk')
    .addHelpText('after', examples)
    .action(async (environment: string, options: TeardownOptions) => {
      context.exitWith(await teardown(environment, options, context));
    });
}

const examples = `
Exit codes: 0 it can be removed, 1 something stands in the way, 2 no result.

Examples:
  understudy teardown staging
  understudy teardown staging --json > teardown.json
  understudy teardown staging --execute --confirm staging`;

async function teardown(name: string, options: TeardownOptions, context: CommandContext): Promise<ExitCode> {
  const facts = environmentOf(name, options.assembly);
  const plan = planOf(options.assembly, name, facts);
  if (plan.stacks.length === 0) throw new CommandFailure(`--assembly: must hold stacks of account ${facts.account}, got none in ${JSON.stringify(options.assembly)}`);
  const blocked = obstacles(plan).length > 0;
  if (options.json === true) context.terminal.result(JSON.stringify({ version: 1, command: 'teardown', outcome: blocked ? 'findings' : 'fine', ...plan }, undefined, 2));
  else printTeardownPlan(plan, context.terminal, options.execute === true);
  if (options.execute === true) await execute(plan, blocked, options, context);
  return blocked ? ExitCode.FINDINGS : ExitCode.FINE;
}

function planOf(assembly: string, name: string, facts: EnvironmentFacts): TeardownPlan {
  try {
    return teardownPlan(assembly, name, facts);
  } catch (error) {
    throw error instanceof UnusableInput ? new CommandFailure(error.message) : error;
  }
}

async function execute(plan: TeardownPlan, blocked: boolean, options: TeardownOptions, context: CommandContext): Promise<void> {
  if (blocked) throw new CommandFailure('nothing was removed: something stands in the way; do what the plan says first', ExitCode.FINDINGS);
  if (options.confirm !== plan.environment) {
    throw new CommandFailure(`nothing was removed: --confirm must be ${JSON.stringify(plan.environment)}, got ${options.confirm === undefined ? 'nothing' : JSON.stringify(options.confirm)}`);
  }
  const cdk = splitCommand(options.cdk, '--cdk');
  for (const [index, { path, stack }] of plan.stacks.entries()) {
    const done = context.terminal.progress(`removing ${plainText(stack)}`);
    const ended = await runChild([...cdk, 'destroy', '--app', options.assembly, '--exclusively', '--force', path], '--cdk', { env: process.env, stop: context.stop, loud: context.debug });
    done();
    if (ended.exitCode !== 0 || context.stop.aborted) throw new CommandFailure(stoppedAt(plan, index, ended.stderr.trim() === '' ? ended.stdout : ended.stderr));
    context.terminal.note(`removed ${plainText(stack)}`);
  }
}

function stoppedAt({ stacks }: TeardownPlan, index: number, said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '').slice(-10).map((line) => `  ${plainText(line)}`);
  const left = stacks.slice(index).map(({ stack }) => plainText(stack)).join(', ');
  return [`removed ${index} of ${stacks.length} stacks; still there: ${left}; run the same command again after what stood in the way is gone`, ...lines].join('\n');
}

function environmentOf(name: string, directory: string): EnvironmentFacts {
  if (!isAssembly(directory)) throw new CommandFailure(`--assembly: must be a cloud assembly, got ${JSON.stringify(directory)}; run "understudy synth" first`);
  const facts = readPlatformFacts(directory);
  if (facts === undefined) throw new CommandFailure(`--assembly: must be made by a Platform, got ${JSON.stringify(directory)}, which has no understudy.json`);
  const found = Object.hasOwn(facts.environments, name) ? facts.environments[name] : undefined;
  const removable = Object.entries(facts.environments).filter(([, { kind }]) => kind !== 'production').map(([other]) => plainText(other));
  if (found === undefined || found.kind === 'production') {
    throw new CommandFailure(`environment must be one of ${removable.join(', ') || '(none can be removed)'}, got ${JSON.stringify(plainText(name))}${found === undefined ? '' : '; production is not removed by a command'}`);
  }
  return found;
}
