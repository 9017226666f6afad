import { relative } from 'node:path';
import { AssemblyModel, type Resource } from '../../../policies/assembly/assembly-model';
import type { AssemblyStack } from '../../../policies/assembly/load-assembly';
import { SourcePlaces } from '../../../policies/assembly/source-place';
import type { Fact, ParityFacts, ProofFacts, ResourceFacts, RuleFacts, State, ZoneFacts } from '../evidence';

/** Zones that people build and test in, or that serve customers; the others serve these. */
const ENVIRONMENT_KINDS = ['production', 'staging', 'training', 'demo', 'development'];

/** What was already found out, for facts that sum it up. */
export interface Known {
  readonly stacks: readonly AssemblyStack[];
  readonly directories: readonly string[];
  readonly zones: readonly ZoneFacts[];
  readonly proof: ProofFacts;
  readonly parity: ParityFacts;
  readonly rules: readonly RuleFacts[];
  readonly shorten: (path: string) => string;
}

/** The templates as facts are read from them, and a register of the resources that facts refer to. */
export class Judged {
  public readonly environments: readonly ZoneFacts[];
  public readonly proof: ProofFacts;
  public readonly parity: ParityFacts;
  public readonly rules: readonly RuleFacts[];
  private readonly model: AssemblyModel;
  private readonly places = new SourcePlaces();
  private readonly register = new Map<string, ResourceFacts>();

  public constructor(private readonly known: Known) {
    this.model = new AssemblyModel(known.stacks);
    this.proof = known.proof;
    this.parity = known.parity;
    this.rules = known.rules;
    this.environments = known.zones.filter(({ kind }) => kind !== undefined && ENVIRONMENT_KINDS.includes(kind));
  }

  public get zones(): readonly ZoneFacts[] {
    return this.known.zones;
  }

  /** Environments of these kinds. */
  public environmentsOf(...kinds: readonly string[]): readonly ZoneFacts[] {
    return this.environments.filter(({ kind }) => kind !== undefined && kinds.includes(kind));
  }

  public get nonProduction(): readonly ZoneFacts[] {
    return this.environments.filter(({ kind }) => kind !== 'production');
  }

  /** Resources of a type, everywhere or in the accounts of one zone. */
  public of(type: string, zone?: ZoneFacts): Resource[] {
    const all = this.model.ofType(type);
    return zone === undefined ? all : all.filter(({ account }) => account !== undefined && zone.accounts.includes(account));
  }

  public countOf(types: readonly string[]): number {
    return this.model.ofType(...types).length;
  }

  public get everything(): readonly Resource[] {
    return this.model.resources;
  }

  /** Takes resources into the register; returns their keys. */
  public refer(resources: readonly Resource[]): string[] {
    return resources.map((resource) => {
      if (!this.register.has(resource.key)) this.register.set(resource.key, this.told(resource));
      return resource.key;
    });
  }

  public get referred(): Readonly<Record<string, ResourceFacts>> {
    return Object.fromEntries([...this.register].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  private told({ stack, logicalId, type, account }: Resource): ResourceFacts {
    const construct = this.places.constructPath(stack, logicalId);
    const source = this.places.sourceLine(stack, logicalId);
    return {
      ...(account === undefined ? {} : { account }), ...(stack.region === undefined ? {} : { region: stack.region }),
      stack: stack.path, logicalId, type, ...(construct === undefined ? {} : { construct }),
      template: belowOneOf(this.known.directories, stack.templateFile), ...(source === undefined ? {} : { source: this.known.shorten(source) }),
    };
  }
}

/** `file` as the reader of an assembly finds it again: relative to the assembly. */
export function belowOneOf(directories: readonly string[], file: string): string {
  const short = directories.map((directory) => relative(directory, file)).find((path) => !path.startsWith('..'));
  return (short ?? file).split('\\').join('/');
}

/** Shorthands with which facts are written. */
export function noted(says: string, from: Fact['from'], resources: readonly string[] = []): Fact {
  return { state: 'noted', says, from, resources };
}

export function fact(state: State, says: string, from: Fact['from'], resources: readonly string[] = []): Fact {
  return { state, says, from, resources };
}

export function notEvaluated(says: string, from: Fact['from']): Fact {
  return { state: 'not-evaluated', says, from, resources: [] };
}

/** `3 roles`, `1 role`, `no role`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return number === 0 ? `no ${noun}` : `${number} ${number === 1 ? noun : plural}`;
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
