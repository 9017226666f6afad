import type { EnvironmentTemplates } from './environment-templates';

/**
 * What is known of the parity of two environments. Plain data, the same bytes for the same input: no time, no absolute path but those
 * of source lines and templates, every list in a fixed order. `understudy parity --format json` prints it as it is.
 */
export interface ParityReport {
  readonly version: 1;
  readonly command: 'parity';
  /** The environment that is the measure, for example production. */
  readonly from: ComparedEnvironment;
  /** The environment that is held against it, for example staging. */
  readonly to: ComparedEnvironment;
  /** `PARITY` when there is no undeclared difference; otherwise `DIFFERENT`. */
  readonly verdict: ParityVerdict;
  readonly theorem: Theorem;
  /** Differences that no parameter explains. One is enough for the verdict `DIFFERENT`. */
  readonly undeclared: readonly UndeclaredDifference[];
  /** Every parameter in which the two differ, and what it changes. In alphabetical order. */
  readonly parameters: readonly ParameterRow[];
  /** Every place of the templates that a parameter changes. Missing where only the theorem was asked for. */
  readonly ledger?: readonly LedgerRow[];
  /** What was taken for granted, in sentences. */
  readonly trusted: readonly string[];
  /** What this cannot see, in short words. */
  readonly notSeen: readonly string[];
}

export type ParityVerdict = 'PARITY' | 'DIFFERENT';

/** One of the two environments. Its templates are those of the environment as it is deployed: whoever holds the report against an assembly can tell whether it is of that one. */
export interface ComparedEnvironment extends EnvironmentTemplates {
  readonly name: string;
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  readonly stacks: number;
  readonly resources: number;
}

/**
 * The claim that the second environment, synthesized with every declared parameter of the first, has the templates of the first, but for
 * its identity: name, kind, account, region, addresses and zone.
 */
export interface Theorem {
  /** `HOLDS` when the templates were equal; otherwise `FAILS`. */
  readonly verdict: 'HOLDS' | 'FAILS';
  /** What was compared in the first environment. */
  readonly stacks: number;
  readonly resources: number;
  /** Names of the parameters that were set to the first environment's values, in alphabetical order. */
  readonly substituted: readonly string[];
  /** The pairs that count as the same: what the first environment is called, and what the second. */
  readonly identity: readonly IdentityPair[];
}

/** One part of the identity of an environment. */
export interface IdentityPair {
  /** `name`, `kind`, `account`, `region`, `network.cidr` or `zoneName`. */
  readonly part: string;
  readonly from: string;
  readonly to: string;
}

/** What sort of difference it is. The words of the architecture first; `value` for everything else. */
export type DifferenceKind =
  /** The second environment has no such component. */
  | 'missing-component'
  /** Only the second environment has it. */
  | 'additional-component'
  /** The component is of another type, engine or family. */
  | 'other-engine'
  /** Routes, subnets, listeners, links: the shape of the network or of the system. */
  | 'topology'
  /** Who may do what. */
  | 'policy'
  /** What is watched, and who is told. */
  | 'observability'
  /** A name, address or account of the wrong environment stands there, or something that is the environment's own is written in the code. */
  | 'identity'
  /** The synthesis does not give the same result twice, or something was added outside of the workload: nothing can be attributed there. */
  | 'not-reproducible'
  /** Any other value. */
  | 'value';

/** A place of a template. */
export interface TemplatePlace {
  /** Construct path of the stack inside the environment, the same in both, for example `Data`. */
  readonly stack: string;
  /** Missing where the whole stack or another section than `Resources` is meant. */
  readonly logicalId?: string;
  /** CloudFormation type of the resource. */
  readonly type?: string;
  /** Construct path of the resource inside the environment, for example `Data/Ledger/Cluster`. */
  readonly construct?: string;
  /** Where in the resource, for example `Properties.Engine`; `Properties.Tags[Owner].Value`. Empty for the whole. */
  readonly path: string;
}

/** A difference that no declared parameter explains. */
export interface UndeclaredDifference extends TemplatePlace {
  /** The same for the same difference in every run: sixteen hexadecimal digits. */
  readonly id: string;
  readonly kind: DifferenceKind;
  /** In words of the architecture: `staging has no queue Billing`. */
  readonly says: string;
  /** Value in the first environment, as text; missing where there is none. */
  readonly from?: string;
  /** Value in the second environment with the parameters of the first; missing where there is none. */
  readonly to?: string;
  /** `file:line:column` of the TypeScript that made the resource. */
  readonly source?: string;
  /** Template of the environment that has the resource, below the directory of the assembly, and the line in it. */
  readonly template?: string;
  readonly line?: number;
  /** Further places that differ in the same resource, when this stands for all of them. */
  readonly more: number;
}

/** A parameter in which the two environments differ. */
export interface ParameterRow {
  readonly parameter: string;
  /** Value in the first environment; missing where it has no such parameter. */
  readonly from?: string;
  /** Value in the second environment; missing where it has no such parameter. */
  readonly to?: string;
  /** True for what makes an environment itself (name, kind, account, region, addresses, zone): it is not swapped. */
  readonly identity: boolean;
  /** The parameters that can only be swapped together with it, itself included: the fields of one declared value. */
  readonly unit: string;
  /** How many rows of the ledger it causes, alone or with others; missing where only the theorem was asked for. */
  readonly changes?: number;
}

/** One place of the templates that differs because parameters differ. */
export interface LedgerRow extends TemplatePlace {
  /**
   * The units of `ParameterRow.unit` that cause it, in alphabetical order: the smallest set that explains the value. More than one where
   * they interact.
   */
  readonly parameters: readonly string[];
  /** True where the syntheses do not tell which of `parameters` it is: then all that may be are listed. Missing otherwise. */
  readonly undecided?: true;
  /** True where larger sets than those of `parameters` would explain the value in every synthesis, too. Missing otherwise. */
  readonly likely?: true;
  /** In words of the architecture where the difference is one of structure; missing for a plain value. */
  readonly says?: string;
  /** Value in the first environment, as text; missing where there is none. */
  readonly from?: string;
  /** Value in the second environment, as text; missing where there is none. */
  readonly to?: string;
}
