import { Command } from 'commander';
import { existsSync, readFileSync } from 'node:fs';
import { UnusableInput } from '../../policies/assembly/unusable-input';
import { checkImage } from '../../policies/images/check-image';
import { imageConfigOf } from '../../policies/images/image-config';
import { ImageException, ImageFinding } from '../../policies/images/image-finding';
import { CommandContext } from './command-context';
import { CommandFailure } from './command-failure';
import { ExitCode } from './exit-code';
import { plainText } from './plain-text';

interface ImageCheckOptions {
  readonly files: string;
  readonly exceptions?: string;
  readonly today?: string;
  readonly json?: true;
}

/** `understudy image-check` */
export function imageCheckCommand(context: CommandContext): Command {
  return new Command('image-check')
    .summary('look for shells, compilers and debuggers in an image')
    .description('Judges an image that is to run in production by its configuration and the list of its files: who it runs as, what it starts,\n'
      + 'which tools lie in it. A gate for pipelines; it needs neither Docker nor the image itself.')
    .argument('<config>', 'configuration of the image, JSON')
    .requiredOption('--files <file>', 'list of the files in the image, one path on a line')
    .option('--exceptions <file>', 'tools that may stay, JSON: a list of path, reason, owner and until (YYYY-MM-DD)')
    .option('--today <date>', 'the day on which exceptions are judged, YYYY-MM-DD (default: today)')
    .option('--json', 'print the findings as one JSON document')
    .addHelpText('after', examples)
    .action((config: string, options: ImageCheckOptions) => context.exitWith(imageCheck(config, options, context)));
}

const examples = `
Exit codes: 0 nothing is found, 1 something is found, 2 the input cannot be used.

Examples:
  crane config "$IMAGE" > config.json && crane export "$IMAGE" - | tar --list > files.txt
  understudy image-check config.json --files files.txt --exceptions image-exceptions.json`;

function imageCheck(configFile: string, options: ImageCheckOptions, { terminal }: CommandContext): ExitCode {
  const { files, exceptions, today = new Date().toISOString().slice(0, 10), json } = options;
  if (!/^\d{4}-\d\d-\d\d$/.test(today)) throw new CommandFailure(`--today: must be a day, YYYY-MM-DD, got ${JSON.stringify(today)}`);
  const paths = read('--files', files).split('\n').map((line) => line.trim()).filter((line) => line !== '');
  if (paths.length === 0) throw new CommandFailure('--files: must name at least one file; an image without files would pass whatever is in it');
  const findings = checkImage(configIn(configFile), paths, exceptions === undefined ? [] : exceptionsIn(exceptions), today);
  const outcome = findings.length === 0 ? 'fine' : 'findings';
  if (json === true) terminal.result(JSON.stringify({ version: 1, command: 'image-check', outcome, files: paths.length, findings }, undefined, 2));
  else terminal.result([...findings.map(lineOf), findings.length === 0 ? `fine  ${paths.length} files` : `findings  ${findings.length}`].join('\n'));
  return findings.length === 0 ? ExitCode.FINE : ExitCode.FINDINGS;
}

function lineOf({ rule, at, found, fix }: ImageFinding): string {
  return `${rule}  ${plainText(at)}\n  is   ${plainText(found)}\n  fix  ${fix}`;
}

function configIn(file: string): ReturnType<typeof imageConfigOf> {
  try {
    return imageConfigOf(read('<config>', file), file);
  } catch (error) {
    throw error instanceof UnusableInput ? new CommandFailure(error.message) : error;
  }
}

function exceptionsIn(file: string): ImageException[] {
  const text = read('--exceptions', file);
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((each) => typeof each === 'object' && each !== null)) return list as ImageException[];
  } catch { /* told below, like every other file that is no such list */ }
  throw new CommandFailure(`--exceptions: must be a JSON list of path, reason, owner and until, got ${JSON.stringify(file)}`);
}

function read(what: string, file: string): string {
  if (!existsSync(file)) throw new CommandFailure(`${what}: must be a file, got ${JSON.stringify(file)}`);
  return readFileSync(file, 'utf8');
}
