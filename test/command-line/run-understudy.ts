import { buildSync } from 'esbuild';
import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { mkdirSync, realpathSync } from 'node:fs';

const root = resolve(__dirname, '../..');

/** The command line as one file outside the repository: what is tested is what a user runs, in a process of its own. */
export function buildUnderstudy(): string {
  const directory = mkdtempSync(join(tmpdir(), 'understudy-cli-'));
  const outfile = join(directory, 'dist/bin/understudy.js');
  buildSync({ entryPoints: [join(root, 'bin/understudy.ts')], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error' });
  copyFileSync(join(root, 'package.json'), join(directory, 'package.json'));
  return outfile;
}

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory with the given files; the values that are not strings are written as JSON. */
export class Project {
  public readonly directory = realpathSync(mkdtempSync(join(tmpdir(), 'understudy-project-')));

  public constructor(private readonly understudy: string, files: Readonly<Record<string, unknown>> = {}) {
    symlinkSync(join(root, 'node_modules'), join(this.directory, 'node_modules'));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.directory, name)), { recursive: true });
      writeFileSync(join(this.directory, name), typeof content === 'string' ? content : JSON.stringify(content));
    }
  }

  public run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Result {
    const { status, stdout, stderr } = spawnSync(process.execPath, [this.understudy, ...args], {
      cwd: this.directory, env: this.environment(env), encoding: 'utf8',
    });
    return { code: status, stdout, stderr };
  }

  public start(args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [this.understudy, ...args], { cwd: this.directory, env: this.environment({}), stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Names of what stands in the directory, without what the project came with. */
  public get made(): string[] {
    return readdirSync(this.directory).filter((name) => name.startsWith('cdk.out')).toSorted();
  }

  public path(name: string): string {
    return join(this.directory, name);
  }

  private environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const { FORCE_COLOR: _forced, NO_COLOR: _none, CI: _ci, ...inherited } = process.env;
    return { ...inherited, CDK_VALIDATION: 'false', ...env };
  }
}

/** An app that writes `files` as its assembly, without the CDK: fast, and free to write what the CDK never would. */
export function appThatWrites(files: Readonly<Record<string, unknown>>): string {
  return `
    const { mkdirSync, writeFileSync } = require('node:fs');
    const { dirname, join } = require('node:path');
    for (const [name, content] of Object.entries(${JSON.stringify(files)})) {
      const file = join(process.env.CDK_OUTDIR, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(content));
    }`;
}

/** An assembly with one stack of `resources` topics in each of the given accounts. */
export function assembly(accounts: Readonly<Record<string, number>>): Record<string, unknown> {
  const artifacts = Object.fromEntries(Object.keys(accounts).map((account) => [`Stack${account}`, {
    type: 'aws:cloudformation:stack', environment: `aws://${account}/eu-west-1`, properties: { templateFile: `${account}.template.json` },
  }]));
  const templates = Object.entries(accounts).map(([account, resources]) => [`${account}.template.json`, {
    Resources: Object.fromEntries(Array.from({ length: resources }, (_, index) => [`Topic${index}`, { Type: 'AWS::SNS::Topic' }])),
  }]);
  return { 'manifest.json': { version: '55.0.0', artifacts }, ...Object.fromEntries(templates) };
}
