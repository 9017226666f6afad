import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appFailure } from './app-failure';
import { runChild } from './child-process';
import { CommandContext } from './command-context';
import { CommandFailure } from './command-failure';
import { isAssembly } from './output-directory';
import { plainText } from './plain-text';
import { ProjectFile } from './project-file';
import { splitCommand } from './split-command';
import { reportFile } from './validation-report';

/** How to run the app of a project. */
export interface AppRun {
  /** Where it writes. */
  readonly directory: string;
  readonly project: ProjectFile;
  /** The command that runs it, where the project file is not asked. */
  readonly app?: string;
  /** Whether to run the project's build first. */
  readonly build: boolean;
  /** Whether nobody wants to see progress. */
  readonly silent: boolean;
  /** What to call what is done, in progress. */
  readonly doing: string;
  /** Context and variables beside those of the project and of the process. */
  readonly more?: { readonly context?: Readonly<Record<string, unknown>>; readonly env?: NodeJS.ProcessEnv };
}

/** The app ended by an accident: it refused nothing. */
export class AppCrash extends CommandFailure {}

/** Runs the app so that it writes to `directory`; ends the command when no assembly comes of it. `onBuilt` is called when the app can be run. */
export async function runApp({ directory, project, app, build: wanted, silent, doing, more }: AppRun, context: CommandContext, onBuilt?: () => void): Promise<void> {
  const [command, from] = app === undefined ? [project.app, 'cdk.json: app'] : [app, '--app'];
  if (command === undefined) throw new CommandFailure('cdk.json: app must say how to run the app, got nothing; run this where cdk.json is, or use --app "node bin/app.js"');
  const words = splitCommand(command, from);
  const contextDirectory = mkdtempSync(join(tmpdir(), 'understudy-'));
  const done = silent ? (): void => undefined : context.terminal.progress(doing);
  try {
    if (wanted && project.build !== undefined) await build(project.build, context);
    onBuilt?.();
    const env = { ...process.env, ...assemblyEnvironment(directory, { ...project.context, ...more?.context }, contextDirectory), ...more?.env };
    const ended = await runChild(words, from, { env, stop: context.stop, loud: context.debug });
    context.throwIfStopped();
    refuseFailure(directory, ended.exitCode, ended.stderr.trim() === '' ? ended.stdout : ended.stderr);
  } finally {
    done();
    rmSync(contextDirectory, { recursive: true, force: true });
  }
}

/** The app once more beside what this process does: settles however it ends, since what becomes of it decides nothing. */
export async function runAppBeside(run: AppRun, context: CommandContext, stop: AbortSignal): Promise<void> {
  await runApp(run, { ...context, stop: AbortSignal.any([context.stop, stop]), throwIfStopped: () => undefined }).catch(() => undefined);
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
    throw refused ? new CommandFailure(message) : new AppCrash(`${message}\nuse --debug to see all that the app prints`);
  }
  if (!hasAssembly) {
    throw new CommandFailure('the app ended well but made no cloud assembly; it must write to CDK_OUTDIR: remove "outdir" from new App(...), and make the app before the process ends');
  }
}
