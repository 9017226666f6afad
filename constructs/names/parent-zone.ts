import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { DnsDelegation } from './dns-delegation';
import { zoneNameProblems } from './zone-name';

/** What a `ParentZone` is made of. */
export interface ParentZoneProps {
  /** Name of the zone, lower case, without a trailing dot. */
  readonly zoneName: string;
  /** The children that may be delegated, each once. Those of other parents are refused. */
  readonly delegations: DnsDelegation[];
  /**
   * ARN of the log group in us-east-1 that takes the zone's queries, for example of a `PublicQueryLog`.
   * @default - queries are not logged
   */
  readonly queryLogGroupArn?: string;
}

/**
 * The public zone above the zones of the environments, in a neutral account: were it in production's account, every other
 * environment would hold a role there. For each child one role, which can do nothing but write and remove the NS record of
 * exactly that child, and which only the writer function of the child's account can assume.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html
 * @example
 * declare const stack: Stack;
 * declare const staging: DnsDelegation;
 * declare const training: DnsDelegation;
 * new ParentZone(stack, 'Parent', { zoneName: 'projects.example.com', delegations: [staging, training] });
 */
export class ParentZone extends Construct {
  /** The zone. */
  public readonly zone: route53.IPublicHostedZone;
  /** One role for each delegation, in their order. */
  public readonly delegationRoles: iam.IRole[];

  public constructor(scope: Construct, id: string, props: ParentZoneProps) {
    super(scope, id);
    refuse(props, this.node.path, Stack.of(this).account);
    this.zone = this.makeZone(props);
    this.delegationRoles = props.delegations.map((delegation) => this.makeRole(delegation));
  }

  private makeZone({ zoneName, queryLogGroupArn }: ParentZoneProps): route53.PublicHostedZone {
    const zone = new route53.PublicHostedZone(this, 'Zone', { zoneName, queryLogsLogGroupArn: queryLogGroupArn });
    zone.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return zone;
  }

  private makeRole(delegation: DnsDelegation): iam.Role {
    const scope = new Construct(this, delegation.childZoneName);
    return new iam.Role(scope, 'Role', {
      roleName: delegation.delegationRoleName,
      description: `Writes the NS record of ${delegation.childZoneName} and nothing else`,
      assumedBy: new iam.AccountPrincipal(delegation.childAccount).withConditions({ ArnEquals: { 'aws:PrincipalArn': delegation.writerRoleArn } }),
      managedPolicies: [new iam.ManagedPolicy(scope, 'Policy', { statements: this.statements(delegation) })],
    });
  }

  private statements({ childZoneName, parentZoneId }: DnsDelegation): iam.PolicyStatement[] {
    const key = (name: string) => `route53:ChangeResourceRecordSets${name}`;
    const change = new iam.PolicyStatement({
      actions: ['route53:ChangeResourceRecordSets'],
      resources: [this.zone.hostedZoneArn],
      conditions: {
        'ForAllValues:StringEquals': {
          [key('NormalizedRecordNames')]: [childZoneName],
          [key('RecordTypes')]: ['NS'],
          [key('Actions')]: ['UPSERT', 'DELETE'],
        },
        // ForAllValues also holds of a request without the key.
        Null: { [key('NormalizedRecordNames')]: 'false', [key('RecordTypes')]: 'false', [key('Actions')]: 'false' },
      },
    });
    const find = new iam.PolicyStatement({ actions: ['route53:ListHostedZonesByName'], resources: ['*'] });
    return parentZoneId === undefined ? [change, find] : [change];
  }
}

function refuse(props: ParentZoneProps, path: string, account: string): void {
  const problems = new Problems();
  problems.addAll(zoneNameProblems(props.zoneName, 'zoneName'));
  const names = props.delegations.map(({ childZoneName }) => childZoneName);
  props.delegations.forEach((delegation, index) => {
    const at = `delegations[${index}]`;
    problems.when(delegation.parentZoneName !== props.zoneName, {
      at, must: `must be from ${props.zoneName}`, got: delegation.parentZoneName, fix: 'give it to the zone it names',
    });
    problems.when(!Token.isUnresolved(account) && delegation.parentAccount !== account, {
      at, must: `must be from account ${account}`, got: delegation.parentAccount, fix: 'put the zone into a stack of the account that the delegation names',
    });
    problems.when(names.indexOf(delegation.childZoneName) !== index, {
      at, must: 'must not delegate a child twice', got: delegation.childZoneName, fix: 'remove one',
    });
  });
  problems.refuse(`parent zone "${path}"`);
}
