import { Arn, Stack } from 'aws-cdk-lib';
import { type IConstruct } from 'constructs';

/** The ARN of the managed policy `policyName` in the account of `scope`. */
export function boundaryArn(scope: IConstruct, policyName: string): string {
  return Arn.format({ service: 'iam', region: '', resource: 'policy', resourceName: policyName }, Stack.of(scope));
}
