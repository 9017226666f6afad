import type { Resource } from '../assembly/assembly-model';
import { arnOf, refOf } from '../assembly/resource-names';
import { field, text, texts } from '../assembly/value';
import { UNTOLD, type Statement } from './algebra/statement';
import type { PolicyDocument } from './policy-documents';

/** AWS managed policies that only let a workload write its own logs, metrics and traces, or pull its own image. */
const HARMLESS = /policy\/(service-role\/)?(AWSLambda(Basic|VPCAccess|SQSQueue|Kinesis|DynamoDB)ExecutionRole|AWSXRayDaemonWriteAccess|AmazonECSTaskExecutionRolePolicy|AmazonSSMManagedInstanceCore|CloudWatchAgentServerPolicy|AmazonAPIGatewayPushToCloudWatchLogs|AmazonRDSEnhancedMonitoringRole|CloudWatchReadOnlyAccess|CloudWatchLogsReadOnlyAccess)$/;
const ADMINISTRATOR = /policy\/AdministratorAccess$/;

/** What the roles of the model may do: their policies and their permission boundaries. */
export class IdentityPolicies {
  private readonly attached = new Map<string, Statement[]>();
  private readonly byArn = new Map<string, readonly Statement[]>();

  public constructor(documents: readonly PolicyDocument[]) {
    for (const { resource, path, statements } of documents) {
      if (resource.type === 'AWS::IAM::Role' && path[0] === 'Policies') this.attach(resource.key, statements);
      if (!['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'].includes(resource.type)) continue;
      if (resource.type === 'AWS::IAM::ManagedPolicy') this.byArn.set(text(arnOf(resource)) ?? resource.key, statements);
      const roles = [...texts(field(resource.properties, 'Roles'), UNTOLD), ...texts(field(resource.properties, 'RoleName'), UNTOLD)];
      for (const role of roles) this.attach(`${resource.account}|${role}`, statements);
    }
  }

  /** Each layer must allow what the role does: its policies, and its boundary where it has one. */
  public layersOf(role: Resource): readonly (readonly Statement[])[] {
    const own = [
      ...(this.attached.get(role.key) ?? []),
      ...(this.attached.get(`${role.account}|${text(refOf(role)) ?? ''}`) ?? []),
      ...texts(field(role.properties, 'ManagedPolicyArns'), UNTOLD).flatMap((arn) => this.managed(arn)),
    ];
    const boundary = text(field(role.properties, 'PermissionsBoundary'), UNTOLD);
    return boundary === undefined ? [own] : [own, this.managed(boundary)];
  }

  private managed(arn: string): readonly Statement[] {
    if (HARMLESS.test(arn)) return [];
    if (ADMINISTRATOR.test(arn)) return [{ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [], place: arn }];
    return this.byArn.get(arn) ?? [{ effect: 'Allow', actions: [UNTOLD], resources: [UNTOLD], conditions: [], place: arn, doubt: `the managed policy ${arn} is not in the templates` }];
  }

  private attach(key: string, statements: readonly Statement[]): void {
    this.attached.set(key, [...(this.attached.get(key) ?? []), ...statements]);
  }
}
