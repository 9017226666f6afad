import { Command, Option } from 'commander';
import { PROOF_FORMATS, runProve, type BareTemplate, type ProofFormat } from '../../policies/isolation/run-prove';
import { CommandContext } from './command-context';
import { CommandFailure } from './command-failure';

interface ProveOptions {
  readonly zones?: string;
  readonly format: ProofFormat;
  readonly output?: string;
  readonly template?: readonly string[];
  readonly account?: readonly string[];
  readonly region?: readonly string[];
}

/** `understudy prove` */
export function proveCommand(context: CommandContext): Command {
  return new Command('prove')
    .summary('prove over all accounts that no environment reaches another')
    .description('Reads the templates of all accounts together and proves that no zone reaches another one except over declared pathways,\n'
      + 'or shows the way with every step. Works on any cloud assembly and on bare CloudFormation templates. Acknowledgements are ignored.')
    .argument('[assembly...]', 'directories of cloud assemblies, for example cdk.out')
    .option('--zones <file>', 'which accounts belong together and which crossings are wanted (default: understudy.json of the assembly)')
    .addOption(new Option('--format <format>', 'how to print the report').choices([...PROOF_FORMATS]).default('text'))
    .option('--output <file>', 'where the report goes (default: standard output)')
    .option('--template <file...>', 'bare templates, JSON or YAML; each needs an --account and a --region in the same order')
    .option('--account <id...>', 'accounts of the bare templates; one for all, or one for each')
    .option('--region <region...>', 'regions of the bare templates; one for all, or one for each')
    .addHelpText('after', examples)
    .action((directories: string[], options: ProveOptions) => {
      context.exitWith(prove(directories, options, context));
    });
}

const examples = `
Exit codes: 0 every claim is proved, 1 a leak or an unknown, 2 the input cannot be used.

Examples:
  understudy prove cdk.out
  understudy prove production/cdk.out staging/cdk.out --zones zones.json --format sarif --output proof.sarif
  understudy prove --template vpc.yaml --account 111111111111 --region eu-west-1 --zones zones.json`;

function prove(directories: readonly string[], options: ProveOptions, { terminal }: CommandContext): number {
  const { exitCode, text } = runProve({
    directories, templates: bareTemplates(options), format: options.format, progress: progressLine(),
    ...(options.zones === undefined ? {} : { zones: options.zones }), ...(options.output === undefined ? {} : { output: options.output }),
  });
  if (exitCode === 2) throw new CommandFailure(text.trimEnd());
  if (text !== '') terminal.result(text.trimEnd());
  return exitCode;
}

/** Shows which part of the proof runs, on a terminal only. */
function progressLine(): (done: number, all: number, pass: string) => void {
  if (process.stderr.isTTY !== true) return () => undefined;
  return (done, all, pass) => {
    process.stderr.write(done === all ? '\r\u001B[K' : `\r\u001B[Kproving ${done + 1}/${all}: ${pass}`);
  };
}

function bareTemplates({ template = [], account = [], region = [] }: ProveOptions): BareTemplate[] {
  for (const [name, list] of [['--account', account], ['--region', region]] as const) {
    if (template.length > 0 && list.length !== 1 && list.length !== template.length) {
      throw new CommandFailure(`${name}: must be given once, or once for each --template, got ${list.length} for ${template.length}`);
    }
  }
  return template.map((file, i) => ({ file, account: account[i] ?? account[0] ?? '', region: region[i] ?? region[0] ?? '' }));
}
