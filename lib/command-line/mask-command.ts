import { Command } from 'commander';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandContext } from './command-context';
import { CommandFailure } from './command-failure';

/** What a masking command writes to. */
interface MaskTerminal {
  out(line: string): void;
  progress(text: string): void;
  readonly interactive: boolean;
}

type MaskCommand = (terminal: MaskTerminal, options: object) => Promise<number>;

/** The masking job as it is used here. It is loaded by its path: in the package it is one bundled file with its libraries. */
interface MaskCommands {
  readonly classifyCommand: MaskCommand;
  readonly driftCommand: MaskCommand;
  readonly planCommand: MaskCommand;
  readonly previewCommand: MaskCommand;
  readonly runCommand: MaskCommand;
  readonly verifyCommand: MaskCommand;
  readonly evidenceVerifyCommand: MaskCommand;
  environmentKeys(): object;
  readText(path: string, what: string): string;
  ed25519Signer(pem: string): object;
  ed25519Verifier(pem: string): object;
}

const room = join(__dirname, '../../runtime/masking');
const maskCommands = (): MaskCommands => require(join(room, existsSync(join(room, 'index.js')) ? 'index.js' : 'handler')) as MaskCommands;

const source = ['--source <url>', 'the database to read, postgres://user@host:5432/name'] as const;
const target = ['--target <url>', 'the database to write or look at'] as const;
const policy = ['--policy <file>', 'the masking policy'] as const;
const lock = ['--lock <file>', 'the reviewed schema (schema.lock.json)'] as const;
const json = ['--json', 'print one JSON document a line'] as const;

const examples = `
The masking key is read from UNDERSTUDY_MASKING_KEY (64 hex digits or more).

Examples:
  understudy mask classify --source postgres://reader@db/projects --schemas app > proposal.json
  understudy mask plan --source postgres://reader@db/projects --policy policy.json --lock schema.lock.json
  understudy mask run --source ... --target ... --policy policy.json --lock schema.lock.json --evidence evidence.json --signing-key key.pem \\
    --requester 'A. Tester' --approver 'D. Owner' --reason 'rehearsal of release 12' --ticket OPS-12`;

/** `understudy mask` */
export function maskCommand(context: CommandContext): Command {
  const mask = new Command('mask').summary('copy a database masked, and prove that it is').description('Copies a PostgreSQL database masked, verifies it, and signs evidence.').addHelpText('after', examples);
  const add = (name: string, summary: string): Command => mask.command(name).summary(summary).description(summary);
  add('classify', 'propose a policy; never applies one').requiredOption(...source).requiredOption('--schemas <names...>', 'the schemas to look at')
    .option('--name <name>', 'the name of the policy', 'proposal')
    .action((options: object) => perform(context, (commands) => commands.classifyCommand, () => options));
  add('drift', 'compare a database with the reviewed schema').requiredOption(...source).requiredOption(...policy).requiredOption(...lock).option('--write', 'write the lock instead')
    .action((options: object) => perform(context, (commands) => commands.driftCommand, () => options));
  add('plan', 'say what a run would do, with sizes').requiredOption(...source).requiredOption(...policy).option(...lock).option(...json)
    .action((options: object) => perform(context, (commands) => commands.planCommand, withKeys(options)));
  add('preview', 'show masked rows of a table').requiredOption(...source).requiredOption(...policy).option(...lock).requiredOption('--table <schema.table>', 'the table')
    .option('--rows <count>', 'how many rows', wholeNumber, 10).action((options: object) => perform(context, (commands) => commands.previewCommand, withKeys(options)));
  add('run', 'mask, verify, swap').requiredOption(...source).requiredOption(...target).requiredOption(...policy).option(...lock).option(...json)
    .option('--workers <count>', 'chunks at a time', wholeNumber, 1).option('--frozen', 'nobody writes to the source: go on with an interrupted run')
    .option('--evidence <file>', 'where the signed evidence goes').option('--signing-key <file>', 'Ed25519 private key in PEM')
    .option('--requester <name>', 'who asks for the data').option('--approver <name>', 'who allows it: another person').option('--reason <text>', 'what the data is for').option('--ticket <id>', 'where that is written down')
    .action((options: RunFlags) => perform(context, (commands) => commands.runCommand, (commands) => ({ ...withKeys(options)(commands), ...evidenceOf(options, commands), ...requestOf(options) })));
  add('verify', 'look at a masked database, with or without its source').requiredOption(...target).requiredOption(...policy).option(...source).option(...json)
    .action((options: object) => perform(context, (commands) => commands.verifyCommand, () => options));
  mask.addCommand(new Command('evidence').summary('check signed evidence').addCommand(new Command('verify').summary('check the signature, and the rows of a database against it')
    .requiredOption('--evidence <file>', 'the signed evidence').requiredOption('--verification-key <file>', 'Ed25519 public key in PEM').option(...target)
    .action((options: { verificationKey: string }) => perform(context, (commands) => commands.evidenceVerifyCommand,
      (commands) => ({ ...options, verifier: commands.ed25519Verifier(commands.readText(options.verificationKey, 'verification key')) })))));
  return mask;
}

interface RunFlags {
  readonly evidence?: string;
  readonly signingKey?: string;
  readonly requester?: string;
  readonly approver?: string;
  readonly reason?: string;
  readonly ticket?: string;
}

const withKeys = (options: object) => (commands: MaskCommands): object => ({ ...options, keys: commands.environmentKeys() });

function evidenceOf({ evidence, signingKey }: RunFlags, commands: MaskCommands): object {
  if ((evidence === undefined) !== (signingKey === undefined)) throw new CommandFailure('--evidence and --signing-key: must be given together');
  return evidence === undefined ? {} : { evidence: { path: evidence, signer: commands.ed25519Signer(commands.readText(signingKey ?? '', 'signing key')) } };
}

// Evidence names who asked and who allowed it; without evidence there is nobody to tell.
function requestOf({ evidence, requester, approver, reason, ticket }: RunFlags): object {
  const given = [requester, approver, reason, ticket].some((value) => value !== undefined);
  if (evidence === undefined && !given) return {};
  if (evidence === undefined) throw new CommandFailure('--requester, --approver, --reason and --ticket: are for the evidence; give --evidence and --signing-key too');
  if (requester === undefined || approver === undefined || reason === undefined) throw new CommandFailure('--evidence: must come with --requester, --approver and --reason');
  return { request: { requester, approver, reason, ...(ticket === undefined ? {} : { ticket }) } };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new CommandFailure(`must be a whole number above 0, got ${JSON.stringify(text)}`);
  return value;
}

/** The line of a terminal that is written over, until a text ends it. */
class OpenLine {
  private open = false;

  public write(text: string): void {
    process.stderr.write(`\r\u001b[K${text}`);
    this.open = !text.endsWith('\n');
  }

  public clear(): void {
    if (this.open) this.write('');
    this.open = false;
  }
}

// What the job refuses, it says in one message without a value of the database; anything else is a fault of the program.
async function perform(context: CommandContext, choose: (commands: MaskCommands) => MaskCommand, options: (commands: MaskCommands) => object): Promise<void> {
  const interactive = process.stderr.isTTY === true;
  const line = new OpenLine();
  const terminal: MaskTerminal = {
    interactive,
    out: (text) => {
      line.clear();
      context.terminal.result(text);
    },
    progress: (text) => (interactive ? line.write(text) : context.terminal.note(text.trimEnd())),
  };
  try {
    const commands = maskCommands();
    context.exitWith(await choose(commands)(terminal, options(commands)));
  } catch (error) {
    const refused = error instanceof Error && ['MaskingError', 'DefinitionError'].includes(error.name);
    throw refused ? new CommandFailure(error.message) : error;
  } finally {
    line.clear();
  }
}
