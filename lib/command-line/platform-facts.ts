import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailure } from './command-failure';

/** What `understudy.json` in an assembly says of the platform, as far as the command line needs it. */
export interface PlatformFacts {
  readonly platform: string;
  readonly organization: string | undefined;
  readonly zones: Readonly<Record<string, ZoneFacts>>;
  readonly environments: Readonly<Record<string, EnvironmentFacts>>;
  /** Names of the policies that judge the platform; one without a finding does not appear in the report of a synthesis. */
  readonly policies: readonly string[];
}

export interface ZoneFacts {
  readonly kind: string;
  readonly accounts: readonly string[];
}

export interface EnvironmentFacts {
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  readonly derivedFrom: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

const file = 'understudy.json';

/** The facts of the assembly in `directory`; undefined for an assembly that no platform of this library has made. */
export function readPlatformFacts(directory: string): PlatformFacts | undefined {
  const path = join(directory, file);
  if (!existsSync(path)) return undefined;
  const root = new Node(parse(readFileSync(path, 'utf8')), '');
  if (root.value('version') !== 1) throw wrong('version', 'must be 1', root.value('version'));
  return {
    platform: root.text('platform'),
    organization: root.value('organization') === undefined ? undefined : root.node('organization').text('id'),
    zones: root.node('zones').map((zone) => ({ kind: zone.text('kind'), accounts: zone.texts('accounts') })),
    environments: root.node('environments').map(environment),
    policies: root.value('policies') === undefined ? [] : root.texts('policies'),
  };
}

function environment(node: Node): EnvironmentFacts {
  const parameters = node.node('parameters');
  return {
    kind: node.text('kind'),
    account: node.text('account'),
    region: node.text('region'),
    derivedFrom: node.value('derivedFrom') === undefined ? undefined : node.text('derivedFrom'),
    parameters: Object.fromEntries(parameters.keys().map((key) => [key, parameters.text(key)])),
  };
}

/** One object of the file and its path; each reader says what is wrong and where. */
class Node {
  private readonly fields: Readonly<Record<string, unknown>>;

  public constructor(value: unknown, private readonly path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(path, 'must be an object', value);
    this.fields = { ...value };
  }

  public keys(): string[] {
    return Object.keys(this.fields);
  }

  public value(key: string): unknown {
    return Object.hasOwn(this.fields, key) ? this.fields[key] : undefined;
  }

  public node(key: string): Node {
    return new Node(this.value(key), this.at(key));
  }

  public text(key: string): string {
    const value = this.value(key);
    if (typeof value !== 'string') throw wrong(this.at(key), 'must be a string', value);
    return value;
  }

  public texts(key: string): string[] {
    const value = this.value(key);
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw wrong(this.at(key), 'must be a list of strings', value);
    return value;
  }

  public map<T>(read: (node: Node) => T): Record<string, T> {
    return Object.fromEntries(this.keys().map((key) => [key, read(this.node(key))]));
  }

  private at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandFailure(`${file}: must be readable JSON; ${error instanceof Error ? error.message : String(error)}`);
  }
}

function wrong(path: string, must: string, got: unknown): CommandFailure {
  return new CommandFailure(`${file}: ${path === '' ? 'its content' : path} ${must}, got ${JSON.stringify(got) ?? 'nothing'}; synthesize again with the version of this command line`);
}
