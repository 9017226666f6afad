import * as iam from 'aws-cdk-lib/aws-iam';
import { statementsOf, type ConditionBlock } from './statement';

/** A role's trust, exactly as written: several actions and conditions that CDK's own principals cannot say together. */
export class Trust extends iam.PrincipalBase {
  public readonly policyFragment = new iam.PrincipalPolicyFragment({});

  /** `always` are conditions that every statement of the policy gets besides its own. */
  public constructor(private readonly policy: Record<string, unknown>, private readonly always: ConditionBlock = {}) {
    super();
  }

  public override addToAssumeRolePolicy(document: iam.PolicyDocument): void {
    for (const statement of statementsOf(this.policy)) {
      document.addStatements(iam.PolicyStatement.fromJson({ ...statement, Condition: joined(statement.Condition, this.always) }));
    }
  }

  public dedupeString(): string | undefined {
    return undefined;
  }
}

function joined(one: ConditionBlock = {}, other: ConditionBlock = {}): ConditionBlock {
  const operators = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...operators].map((operator) => [operator, { ...one[operator], ...other[operator] }]));
}
