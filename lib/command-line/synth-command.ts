import { Command } from 'commander';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UnusableInput } from '../../policies/assembly/unusable-input';
import type { ProofReport } from '../../policies/isolation/report';
import { CommandContext } from './command-context';
import { CommandFailure } from './command-failure';
import type { Evidence } from '../evidence/evidence';
import type { ReportedParity } from '../evidence/read/read-parity';
import { EVIDENCE_FILES } from '../evidence/evidence-formats';
import { loadEvidenceMaker } from './evidence-maker';
import { dayOf } from './exceptions-command';
import { ExitCode } from './exit-code';
import { OutputDirectory } from './output-directory';
import { readProjectFile } from './project-file';
import { ParityBeside } from './parity-beside';
import { ProofBeside } from './proof-beside';
import { withProofs } from './proof-verdicts';
import { runApp, type AppRun } from './run-app';
import { SynthReport, synthReport } from './synth-report';
import { printSynthSummary } from './synth-summary';

interface SynthOptions {
  readonly app?: string;
  readonly output?: string;
  readonly build: boolean;
  readonly evidence?: true;
  readonly parity?: true;
  readonly json?: true;
  readonly quiet?: true;
  readonly today?: string;
}

/** `understudy synth` */
export function synthCommand(context: CommandContext, version: string): Command {
  return new Command('synth')
    .summary('synthesize every account, judge the result, say where it is')
    .description('Runs the CDK app of this directory, judges what it makes with the policies it registers, and prints a summary.\n'
      + 'The result takes the place of the previous one only when nothing is found. After findings it is kept as OUTPUT.refused.')
    .option('--app <command>', 'the command that runs the app (default: "app" of cdk.json); no shell reads it')
    .option('--output <directory>', 'where the cloud assembly goes (default: "output" of cdk.json, or cdk.out)')
    .option('--no-build', 'do not run "build" of cdk.json first')
    .option('--today <date>', 'the day on which exceptions are judged, YYYY-MM-DD (default: today)')
    .option('--evidence', 'prove isolation and write the page for reviewers and auditors into the assembly, as evidence/index.html')
    .option('--parity', 'with --evidence: also prove parity, of every environment with the one it was derived from; makes their twins beside the synthesis')
    .option('--json', 'print the facts as one JSON document')
    .option('--quiet', 'print nothing unless something is found')
    .addHelpText('after', examples)
    .action(async (options: SynthOptions) => {
      context.exitWith(await synth(options, context, version));
    });
}

const examples = `
Exit codes: 0 fine, 1 findings, 2 no result (wrong usage, a refused definition, an app that fails).

Examples:
  understudy synth
  understudy synth --app "node bin/app.js" --output /tmp/review
  understudy synth --json > synth.json`;

async function synth(options: SynthOptions, context: CommandContext, version: string): Promise<ExitCode> {
  const started = Date.now();
  const today = dayOf(options.today);
  refuseParityAlone(options);
  const project = readProjectFile(process.cwd());
  const output = new OutputDirectory(options.output ?? project.output ?? 'cdk.out');
  let proof: ProofBeside | undefined;
  let parity: ParityBeside | undefined;
  try {
    const directory = output.open();
    proof = options.evidence === true ? new ProofBeside(directory, context) : undefined;
    const run: AppRun = { ...options, directory: resolve(directory), project, silent: options.quiet === true || options.json === true, doing: 'synthesizing' };
    await runApp(run, context, () => {
      parity = options.parity === true ? new ParityBeside(run, context) : undefined;
    });
    const judged = synthReport(directory, today);
    const evidence = proof === undefined ? undefined : await addEvidence(directory, output, { proof: await proof.report(), parity: await parity?.reports() ?? [] }, { version, day: today });
    const facts = evidence === undefined ? judged : withProofs(judged, evidence, options.parity === true);
    const kept = facts.outcome === 'fine' ? output.keep() : output.keepRefused();
    const page = proof === undefined ? {} : { evidence: join(kept, EVIDENCE_DIRECTORY, EVIDENCE_FILES.html) };
    const report: SynthReport = { ...facts, ...page, output: kept, seconds: Math.round((Date.now() - started) / 100) / 10 };
    if (options.json === true) context.terminal.result(JSON.stringify(report, undefined, 2));
    else printSynthSummary(report, context.terminal, options.quiet === true);
    return report.outcome === 'fine' ? ExitCode.FINE : ExitCode.FINDINGS;
  } finally {
    await Promise.all([proof?.end(), parity?.end()]);
    output.discard();
  }
}

function refuseParityAlone({ parity, evidence }: SynthOptions): void {
  if (parity === true && evidence !== true) throw new CommandFailure('--parity: must stand beside --evidence, where its result goes; "understudy parity" proves it alone');
}

const EVIDENCE_DIRECTORY = 'evidence';

/** What was proved beside the synthesis. */
interface Beside {
  readonly proof: ProofReport | undefined;
  readonly parity: readonly ReportedParity[];
}

/** Writes the evidence into the assembly, with what has changed since the one that stands there now. */
async function addEvidence(directory: string, output: OutputDirectory, { proof, parity }: Beside, facts: { readonly version: string; readonly day: string }): Promise<Evidence> {
  const { collectEvidence, readEvidence, writeEvidence } = loadEvidenceMaker();
  const collect = (since?: Evidence): Evidence => collectEvidence({
    directories: [directory], ...facts, base: process.cwd(), isFresh: true, parity,
    ...(proof === undefined ? {} : { proof }), ...(since === undefined ? {} : { since }),
  });
  const last = join(output.path, EVIDENCE_DIRECTORY, EVIDENCE_FILES.json);
  const evidence = orElse(() => collect(existsSync(last) ? readEvidence(last) : undefined), () => collect());
  await writeEvidence(evidence, join(directory, EVIDENCE_DIRECTORY));
  return evidence;
}

/** An earlier evidence that cannot be read is no reason to have none now. */
function orElse(first: () => Evidence, second: () => Evidence): Evidence {
  try {
    return first();
  } catch (error) {
    if (error instanceof UnusableInput) return second();
    throw error;
  }
}
