import { charactersOf, policyOf, type Statement } from '../identity/statement';
import { Problems } from '../../lib/values/problems';

/** Which kind of policy an organisation's policy is. */
export enum OrganizationPolicyKind {
  /** Limits what principals of the accounts may do, anywhere. */
  SERVICE_CONTROL = 'SERVICE_CONTROL_POLICY',
  /** Limits who may touch the resources of the accounts, from anywhere. */
  RESOURCE_CONTROL = 'RESOURCE_CONTROL_POLICY',
}

/** Characters AWS Organizations takes, sent without white space. Service control policies: 10,240 since May 2026, 5,120 before. */
const limits: Readonly<Record<OrganizationPolicyKind, number>> = {
  [OrganizationPolicyKind.SERVICE_CONTROL]: 10_240,
  [OrganizationPolicyKind.RESOURCE_CONTROL]: 5_120,
};

/** An organisation's policy, complete. */
export interface OrganizationPolicyProps {
  /** Which kind. */
  readonly kind: OrganizationPolicyKind;
  /** Name of the policy, unique in the organisation for its kind. */
  readonly name: string;
  /** What it is for, in one sentence. */
  readonly description: string;
  /** The accounts it was written for: it names them, and must not stand over others. */
  readonly accounts: string[];
  /** Its statements, as AWS reads them. */
  readonly statements: Record<string, unknown>[];
}

/**
 * A policy of the organisation as a plain document: to attach with `OrganizationUnits`, or to hand to whoever owns the
 * organisation. Made by `ServiceControls` and `ResourceControls`.
 *
 * Refuses more characters than AWS takes.
 *
 * Source: AWS Organizations User Guide, quotas.
 *
 * @example
 * const policy = ServiceControls.of({ name: 'staging', accounts: ['222222222222'], regions: ['eu-west-1'], boundaryName: 'environment-boundary' });
 * const text = JSON.stringify(policy.toJSON());
 */
export class OrganizationPolicy {
  /** Which kind. */
  public readonly kind: OrganizationPolicyKind;
  /** Name of the policy. */
  public readonly name: string;
  /** What it is for. */
  public readonly description: string;
  /** The accounts it was written for. */
  public readonly accounts: string[];
  /** Characters of the policy that AWS counts. */
  public readonly characters: number;
  /** Characters AWS takes for this kind. */
  public readonly limit: number;
  private readonly statements: readonly Statement[];

  public constructor(props: OrganizationPolicyProps) {
    this.kind = props.kind;
    this.name = props.name;
    this.description = props.description;
    this.accounts = [...props.accounts];
    this.statements = props.statements as unknown as Statement[];
    this.characters = charactersOf(policyOf(this.statements));
    this.limit = limits[props.kind];
    const problems = new Problems();
    problems.when(this.characters > this.limit, {
      at: 'statements', must: `must fit the ${this.limit} characters of its kind`, got: this.characters, fix: 'declare fewer resources or accounts, or split the unit',
    });
    problems.refuse(`organization policy "${props.name}"`);
  }

  /** The policy document as plain data. */
  public toJSON(): Record<string, unknown> {
    return { ...policyOf(this.statements) };
  }
}
