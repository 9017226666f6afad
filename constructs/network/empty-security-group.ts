import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AwsCustomResource, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';

/** What an `EmptySecurityGroup` is made from. */
export interface EmptySecurityGroupProps {
  readonly groupId: string;
  /** Encrypts the log of the function; CloudWatch's own encryption without it. */
  readonly logEncryptionKey?: IKey | undefined;
}

/**
 * Takes the two rules out of the default security group that AWS puts into every VPC, so that a resource created without a
 * group of its own reaches nothing. CloudFormation can add rules to that group but not remove them: hence a function, which
 * may do only these two calls on only this group. It runs once; drift is for a configuration rule to find.
 */
export class EmptySecurityGroup extends Construct {
  public constructor(scope: Construct, id: string, { groupId, logEncryptionKey }: EmptySecurityGroupProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY, ...(logEncryptionKey === undefined ? {} : { encryptionKey: logEncryptionKey }) });
    const role = this.role(groupId, logGroup);
    const once = PhysicalResourceId.of(`${groupId}-emptied`);
    const absent = 'InvalidPermission.NotFound';
    const everything = { IpProtocol: '-1' };
    new AwsCustomResource(this, 'Ingress', {
      role,
      logGroup,
      installLatestAwsSdk: false,
      onCreate: {
        service: 'EC2', action: 'revokeSecurityGroupIngress', physicalResourceId: once, ignoreErrorCodesMatching: absent,
        parameters: { GroupId: groupId, IpPermissions: [{ ...everything, UserIdGroupPairs: [{ GroupId: groupId }] }] },
      },
    });
    new AwsCustomResource(this, 'Egress', {
      role,
      logGroup,
      installLatestAwsSdk: false,
      onCreate: {
        service: 'EC2', action: 'revokeSecurityGroupEgress', physicalResourceId: once, ignoreErrorCodesMatching: absent,
        parameters: { GroupId: groupId, IpPermissions: [{ ...everything, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] },
      },
    });
  }

  private role(groupId: string, logs: LogGroup): Role {
    const group = Stack.of(this).formatArn({ service: 'ec2', resource: 'security-group', resourceName: groupId });
    const revoke = new PolicyStatement({ actions: ['ec2:RevokeSecurityGroupIngress', 'ec2:RevokeSecurityGroupEgress'], resources: [group] });
    const write = new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logs.logGroupArn] });
    const policy = new ManagedPolicy(this, 'Policy', { description: 'empties the default security group of one VPC', statements: [revoke, write] });
    return new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), managedPolicies: [policy] });
  }
}
