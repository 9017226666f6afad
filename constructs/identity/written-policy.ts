import * as iam from 'aws-cdk-lib/aws-iam';
import { type Construct } from 'constructs';
import { type Statement } from './statement';

/** A customer-managed policy with exactly these statements, attached to `role`. */
export function writtenPolicy(scope: Construct, id: string, role: iam.IRole, name: string, statements: readonly Statement[]): iam.ManagedPolicy {
  return new iam.ManagedPolicy(scope, id, {
    managedPolicyName: name,
    roles: [role],
    document: new iam.PolicyDocument({
      minimize: false,
      statements: statements.map((statement) => iam.PolicyStatement.fromJson(statement)),
    }),
  });
}
