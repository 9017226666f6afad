import { Command } from 'commander';
import { CommandContext } from './command-context';
import { dayOf } from './exceptions-command';
import { ExitCode } from './exit-code';
import { OutputDirectory } from './output-directory';
import { readProjectFile } from './project-file';
import { runApp } from './run-app';
import { SynthReport, synthReport } from './synth-report';
import { printSynthSummary } from './synth-summary';

interface SynthOptions {
  readonly app?: string;
  readonly output?: string;
  readonly build: boolean;
  readonly json?: true;
  readonly quiet?: true;
  readonly today?: string;
}

/** `understudy synth` */
export function synthCommand(context: CommandContext): Command {
  return new Command('synth')
    .summary('synthesize every account, judge the result, say where it is')
    .description('Runs the CDK app of this directory, judges what it makes with the policies it registers, and prints a summary.\n'
      + 'The result takes the place of the previous one only when nothing is found. After findings it is kept as OUTPUT.refused.')
    .option('--app <command>', 'the command that runs the app (default: "app" of cdk.json); no shell reads it')
    .option('--output <directory>', 'where the cloud assembly goes (default: "output" of cdk.json, or cdk.out)')
    .option('--no-build', 'do not run "build" of cdk.json first')
    .option('--today <date>', 'the day on which exceptions are judged, YYYY-MM-DD (default: today)')
    .option('--json', 'print the facts as one JSON document')
    .option('--quiet', 'print nothing unless something is found')
    .addHelpText('after', examples)
    .action(async (options: SynthOptions) => {
      context.exitWith(await synth(options, context));
    });
}

const examples = `
Exit codes: 0 fine, 1 findings, 2 no result (wrong usage, a refused definition, an app that fails).

Examples:
  understudy synth
  understudy synth --app "node bin/app.js" --output /tmp/review
  understudy synth --json > synth.json`;

async function synth(options: SynthOptions, context: CommandContext): Promise<ExitCode> {
  const started = Date.now();
  const today = dayOf(options.today);
  const project = readProjectFile(process.cwd());
  const output = new OutputDirectory(options.output ?? project.output ?? 'cdk.out');
  try {
    const directory = output.open();
    await runApp({ ...options, directory, project, silent: options.quiet === true || options.json === true, doing: 'synthesizing' }, context);
    const facts = synthReport(directory, today);
    const kept = facts.outcome === 'fine' ? output.keep() : output.keepRefused();
    const report: SynthReport = { ...facts, output: kept, seconds: Math.round((Date.now() - started) / 100) / 10 };
    if (options.json === true) context.terminal.result(JSON.stringify(report, undefined, 2));
    else printSynthSummary(report, context.terminal, options.quiet === true);
    return report.outcome === 'fine' ? ExitCode.FINE : ExitCode.FINDINGS;
  } finally {
    output.discard();
  }
}
