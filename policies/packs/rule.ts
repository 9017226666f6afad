import type { Crossings } from '../assembly/declared-crossings';
import type { Template } from '../assembly/load-assembly';
import type { Resource } from './model/value';

/** What a rule found wrong in one place of one resource. */
export interface Finding {
  /** Where: `Properties.StorageEncrypted`. */
  readonly path: string;
  /** What is there: `StorageEncrypted is absent`. */
  readonly found: string;
  /** True where the template does not say enough to decide. Counts as a finding all the same. */
  readonly undecided?: boolean;
}

/**
 * A template fragment and what the rule must make of it:
 * `holds` = no finding, `broken` = findings that are decided, `unresolvable` = findings that are undecided.
 * It stands in account 111111111111, which may name account 333333333333 and no other, through links whose id ends in
 * `-permitted`.
 */
export interface RuleCase {
  readonly kind: 'holds' | 'broken' | 'unresolvable';
  readonly name: string;
  readonly template: Template;
}

/** One rule with its whole story. `docs/rules.md` is generated from these. */
export interface Rule {
  /** The wanted condition, kebab-case: `database-is-encrypted-with-own-key`. */
  readonly id: string;
  /** What must hold, as one sentence. */
  readonly claim: string;
  /** Why it matters to a person who has never met the rule. */
  readonly reason: string;
  /** What to change, in words of CloudFormation or CDK. */
  readonly fix: string;
  /** `fatal` rules are locked: nothing acknowledges them. */
  readonly severity: 'fatal' | 'error';
  /** Ids of requirements (`policies/requirements.ts`). */
  readonly serves: readonly string[];
  /** The control or the page that the rule rests on. */
  readonly source: string;
  readonly resourceTypes: readonly string[];
  /** The findings on one resource of those types; none when the rule holds. */
  check(resource: Resource, crossings: Crossings): readonly Finding[];
  readonly cases: readonly RuleCase[];
  /** Why no value can be undecided, for the few rules where that is so. */
  readonly neverUnresolvable?: string;
}

type Resources = NonNullable<Template['Resources']>;

/** A value that is given at deployment: the parameter `Given` of the cases. */
export const given = { Ref: 'Given' };

export function holds(name: string, resources: Resources, sections: Partial<Template> = {}): RuleCase {
  return { kind: 'holds', name, template: { ...sections, Resources: resources } };
}

export function broken(name: string, resources: Resources, sections: Partial<Template> = {}): RuleCase {
  return { kind: 'broken', name, template: { ...sections, Resources: resources } };
}

export function unresolvable(name: string, resources: Resources, sections: Partial<Template> = {}): RuleCase {
  return { kind: 'unresolvable', name, template: { Parameters: { Given: { Type: 'String' } }, ...sections, Resources: resources } };
}
