import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailure } from './command-failure';

/** What `cdk.json` and `cdk.context.json` of a project say, as far as synthesis needs it. */
export interface ProjectFile {
  /** The command that runs the app. */
  readonly app: string | undefined;
  /** The command that is run before the app. */
  readonly build: string | undefined;
  /** Where the assembly goes. */
  readonly output: string | undefined;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Reads the project in `directory`. Both files may be missing: `--app` is then the only source. */
export function readProjectFile(directory: string): ProjectFile {
  const file = readObject(join(directory, 'cdk.json'), 'cdk.json');
  const context = record(file.context, 'cdk.json', 'context');
  const looked = readObject(join(directory, 'cdk.context.json'), 'cdk.context.json');
  return {
    app: text(file.app, 'app'),
    build: text(file.build, 'build'),
    output: text(file.output, 'output'),
    context: { ...looked, ...context },
  };
}

function readObject(path: string, name: string): Record<string, unknown> {
  if (!existsSync(path)) return {};
  try {
    return record(JSON.parse(readFileSync(path, 'utf8')), name);
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(`${name}: must be readable JSON; ${error instanceof Error ? error.message : String(error)}`);
  }
}

function record(value: unknown, file: string, key?: string): Record<string, unknown> {
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new CommandFailure(`${file}: ${key ?? 'its content'} must be an object, got ${JSON.stringify(value)}`);
}

function text(value: unknown, key: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new CommandFailure(`cdk.json: ${key} must be a string, got ${JSON.stringify(value)}`);
}
