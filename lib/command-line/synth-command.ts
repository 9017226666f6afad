import { Command } from 'commander';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnusableInput } from '../../policies/assembly/unusable-input';
import { appFailure } from './app-failure';
import { runChild } from './child-process';
import { CommandFailure } from './command-failure';
import { CommandContext } from './command-context';
import type { Evidence } from '../evidence/evidence';
import { EVIDENCE_FILES } from '../evidence/evidence-formats';
import { loadEvidenceMaker } from './evidence-maker';
import { dayOf } from './exceptions-command';
import { ExitCode } from './exit-code';
import { isAssembly, OutputDirectory } from './output-directory';
import { plainText } from './plain-text';
import { ProjectFile, readProjectFile } from './project-file';
import { ProofBeside } from './proof-beside';
import { splitCommand } from './split-command';
import { SynthReport, synthReport } from './synth-report';
import { printSynthSummary } from './synth-summary';
import { reportFile } from './validation-report';

interface SynthOptions {
  readonly app?: string;
  readonly output?: string;
  readonly build: boolean;
  readonly evidence?: true;
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
  const project = readProjectFile(process.cwd());
  const output = new OutputDirectory(options.output ?? project.output ?? 'cdk.out');
  let proof: ProofBeside | undefined;
  try {
    const directory = output.open();
    proof = options.evidence === true ? new ProofBeside(directory, context) : undefined;
    await runApp(directory, options, project, context);
    const facts = synthReport(directory, today);
    if (proof !== undefined) await addEvidence(directory, output, proof, { version, day: today });
    const kept = facts.outcome === 'fine' ? output.keep() : output.keepRefused();
    const page = proof === undefined ? {} : { evidence: join(kept, EVIDENCE_DIRECTORY, EVIDENCE_FILES.html) };
    const report: SynthReport = { ...facts, ...page, output: kept, seconds: Math.round((Date.now() - started) / 100) / 10 };
    if (options.json === true) context.terminal.result(JSON.stringify(report, undefined, 2));
    else printSynthSummary(report, context.terminal, options.quiet === true);
    return report.outcome === 'fine' ? ExitCode.FINE : ExitCode.FINDINGS;
  } finally {
    await proof?.end();
    output.discard();
  }
}

const EVIDENCE_DIRECTORY = 'evidence';

/** Writes the evidence into the assembly, with what has changed since the one that stands there now. */
async function addEvidence(directory: string, output: OutputDirectory, beside: ProofBeside, facts: { readonly version: string; readonly day: string }): Promise<void> {
  const { collectEvidence, readEvidence, writeEvidence } = loadEvidenceMaker();
  const proof = await beside.report();
  const collect = (since?: Evidence): Evidence => collectEvidence({
    directories: [directory], ...facts, base: process.cwd(), isFresh: true,
    ...(proof === undefined ? {} : { proof }), ...(since === undefined ? {} : { since }),
  });
  const last = join(output.path, EVIDENCE_DIRECTORY, EVIDENCE_FILES.json);
  const evidence = orElse(() => collect(existsSync(last) ? readEvidence(last) : undefined), () => collect());
  await writeEvidence(evidence, join(directory, EVIDENCE_DIRECTORY));
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

/** Runs the app so that it writes to `directory`; ends the command when no assembly comes of it. */
async function runApp(directory: string, options: SynthOptions, project: ProjectFile, context: CommandContext): Promise<void> {
  const [command, from] = options.app === undefined ? [project.app, 'cdk.json: app'] : [options.app, '--app'];
  if (command === undefined) throw new CommandFailure('cdk.json: app must say how to run the app, got nothing; run this where cdk.json is, or use --app "node bin/app.js"');
  const words = splitCommand(command, from);
  const contextDirectory = mkdtempSync(join(tmpdir(), 'understudy-'));
  const done = options.quiet === true || options.json === true ? (): void => undefined : context.terminal.progress('synthesizing');
  try {
    if (options.build && project.build !== undefined) await build(project.build, context);
    const env = { ...process.env, ...assemblyEnvironment(directory, project.context, contextDirectory) };
    const ended = await runChild(words, from, { env, stop: context.stop, loud: context.debug });
    context.throwIfStopped();
    refuseFailure(directory, ended.exitCode, ended.stderr.trim() === '' ? ended.stdout : ended.stderr);
  } finally {
    done();
    rmSync(contextDirectory, { recursive: true, force: true });
  }
}

async function build(command: string, context: CommandContext): Promise<void> {
  const ended = await runChild(splitCommand(command, 'cdk.json: build'), 'cdk.json: build', { env: process.env, stop: context.stop, loud: context.debug });
  context.throwIfStopped();
  if (ended.exitCode === 0) return;
  const lines = `${ended.stdout}\n${ended.stderr}`.split('\n').filter((line) => line.trim() !== '').slice(-15);
  throw new CommandFailure([`cdk.json: build failed with exit code ${ended.exitCode}`, ...lines.map((line) => `  ${plainText(line)}`)].join('\n'));
}

/**
 * How the CDK tells an app where to write and with which context. The metadata is what `cdk synth` asks for too; findings
 * must not end the app, because the report would be lost; annotations belong into the report.
 */
function assemblyEnvironment(directory: string, context: Readonly<Record<string, unknown>>, contextDirectory: string): NodeJS.ProcessEnv {
  const file = join(contextDirectory, 'context.json');
  writeFileSync(file, JSON.stringify({
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:enable-asset-metadata': true,
    'aws:cdk:bundling-stacks': ['**'],
    'aws:cdk:disable-version-reporting': true,
    ...context,
    '@aws-cdk/core:annotationsInValidationReport': true,
    '@aws-cdk/core:failSynthOnValidationErrors': false,
  }));
  return { CDK_OUTDIR: directory, CONTEXT_OVERFLOW_LOCATION_ENV: file, CDK_CONTEXT_JSON: '{}', CDK_APP_MODE: 'process' };
}

function refuseFailure(directory: string, exitCode: number, printed: string): void {
  const hasAssembly = isAssembly(directory);
  if (exitCode !== 0 && !(hasAssembly && existsSync(join(directory, reportFile)))) {
    const { message, refused } = appFailure(printed, exitCode);
    throw new CommandFailure(refused ? message : `${message}\nuse --debug to see all that the app prints`);
  }
  if (!hasAssembly) {
    throw new CommandFailure('the app ended well but made no cloud assembly; it must write to CDK_OUTDIR: remove "outdir" from new App(...), and make the app before the process ends');
  }
}
