import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/**
 * A key whose policy already admits what goes through some services. CDK writes the ARN of every reader of a secret into the
 * policy of the secret's key; with the key in one stack and the reader in another this is a cycle, and here it is
 * superfluous. Such statements are therefore taken as said.
 */
export class ClosedKey extends kms.Key {
  public constructor(scope: Construct, id: string, props: kms.KeyProps, private readonly through: readonly string[]) {
    super(scope, id, props);
  }

  public override addToResourcePolicy(statement: iam.PolicyStatement, allowNoOp?: boolean): iam.AddToResourcePolicyResult {
    if (this.policy !== undefined && this.isSaid(statement)) return { statementAdded: true, policyDependable: this.policy };
    return super.addToResourcePolicy(statement, allowNoOp);
  }

  private isSaid(statement: iam.PolicyStatement): boolean {
    const { StringEquals: equal } = statement.conditions as { StringEquals?: Record<string, unknown> };
    const via = equal?.['kms:ViaService'];
    return statement.principals.every((principal) => this.isOfThisAccount(principal))
      && this.through.some((service) => via === `${service}.${Stack.of(this).region}.amazonaws.com`);
  }

  /** Grants of CDK name no account for principals of the key's own stack; where one is named it must be this one. */
  private isOfThisAccount(principal: iam.IPrincipal): boolean {
    return principal.principalAccount === undefined || principal.principalAccount === Stack.of(this).account;
  }
}
