import { CfnResource, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { Problem, Problems } from '../../lib/values/problems';
import { DnsDelegation } from './dns-delegation';
import { ResolverQueryLog } from './resolver-query-log';
import { isStrictSubdomain, zoneNameProblems } from './zone-name';

/** What an `EnvironmentZone` is made of. */
export interface EnvironmentZoneProps {
  /** Name of the public zone, lower case, without a trailing dot. */
  readonly zoneName: string;
  /**
   * Name of the private zone.
   * @default - `internal.` and the name of the public zone
   */
  readonly privateZoneName?: string;
  /** The environment's network, the only one that sees the private zone. Must be of the stack's own account. */
  readonly vpc: ec2.IVpc;
  /**
   * The agreement with the parent zone, by which the NS record is written there and removed with this stack.
   * @default - the zone is not delegated here; somebody enters its name servers at the parent or the registrar
   */
  readonly delegation?: DnsDelegation;
  /**
   * Names on the certificate, each the zone itself or below it; `*.` may stand in front. The first is its subject.
   * @default - the zone and everything one level below it
   */
  readonly certificateNames?: string[];
  /**
   * Certificate authorities that may issue for the zone, as CAA records name them (RFC 8659).
   * @default - `amazon.com` and the other names of Amazon's authority
   */
  readonly certificateAuthorities?: string[];
  /**
   * ARN of a log group in us-east-1 that takes the queries to the public zone, for example of a `PublicQueryLog`. Of another region
   * is refused: Route 53 writes there only.
   * @default - queries from outside are not logged; those from the network are, by `resolverQueryLogDestinationArn`
   */
  readonly queryLogGroupArn?: string;
  /**
   * ARN that takes the queries of the network, best the bucket of the audit account.
   * @default - queries of the network are not logged here; another `ResolverQueryLog` may do so
   */
  readonly resolverQueryLogDestinationArn?: string;
}

const defaults = { certificateAuthorities: ['amazon.com', 'amazontrust.com', 'awstrust.com', 'amazonaws.com'] };

/** The name each function's role was given. CDK makes one function for a stack. */
const writers = new WeakMap<CfnResource, string>();

/**
 * The names of one environment (ISL-06, ISL-07): a private zone that its network alone sees, a public zone delegated from
 * a neutral parent, a certificate validated by DNS, and a CAA record. Nothing of it is associated with another
 * environment, and taking it down removes the delegation before the zone, so that nobody can claim the name afterwards.
 * (Records that certificates were validated with stay in the zone; Route 53 deletes it only after somebody has removed them.)
 *
 * @example
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const delegation: DnsDelegation;
 * new EnvironmentZone(stack, 'Names', {
 *   zoneName: 'staging.projects.example.com', vpc, delegation, resolverQueryLogDestinationArn: 'arn:aws:s3:::log-archive',
 * });
 */
export class EnvironmentZone extends Construct {
  /** The public zone. */
  public readonly publicZone: route53.IPublicHostedZone;
  /** The private zone. */
  public readonly privateZone: route53.IPrivateHostedZone;
  /** The certificate for the names of the public zone. */
  public readonly certificate: acm.ICertificate;

  public constructor(scope: Construct, id: string, props: EnvironmentZoneProps) {
    super(scope, id);
    refuse(props, this.node.path, Stack.of(this).account);
    this.publicZone = this.makePublicZone(props);
    this.privateZone = this.makePrivateZone(props);
    this.certificate = this.makeCertificate(props, [this.makeAuthorities(props), ...this.delegate(props.delegation)]);
    this.logResolverQueries(props);
  }

  private makePublicZone({ zoneName, queryLogGroupArn }: EnvironmentZoneProps): route53.PublicHostedZone {
    return new route53.PublicHostedZone(this, 'Public', { zoneName, queryLogsLogGroupArn: queryLogGroupArn });
  }

  private makePrivateZone({ zoneName, privateZoneName, vpc }: EnvironmentZoneProps): route53.PrivateHostedZone {
    return new route53.PrivateHostedZone(this, 'Private', { zoneName: privateZoneName ?? `internal.${zoneName}`, vpc });
  }

  private makeAuthorities({ certificateAuthorities = defaults.certificateAuthorities }: EnvironmentZoneProps): Construct {
    return new route53.CaaRecord(this, 'Authorities', {
      zone: this.publicZone,
      values: certificateAuthorities.map((value) => ({ flag: 0, tag: route53.CaaTag.ISSUE, value })),
    });
  }

  /** CloudFormation has no type that writes into a zone of another account: this is a function, CDK's own. */
  private delegate(delegation?: DnsDelegation): Construct[] {
    if (delegation === undefined) return [];
    const record = new route53.CrossAccountZoneDelegationRecord(this, 'Delegation', {
      delegatedZone: this.publicZone,
      ...(delegation.parentZoneId === undefined ? { parentHostedZoneName: delegation.parentZoneName } : { parentHostedZoneId: delegation.parentZoneId }),
      delegationRole: iam.Role.fromRoleArn(this, 'DelegationRole', delegation.delegationRoleArn),
      ttl: Duration.hours(1),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.nameWriter(delegation);
    return [record];
  }

  /** The parent trusts the function's role by its exact name, so the role must bear it. CDK leaves the name to chance. */
  private nameWriter(delegation: DnsDelegation): void {
    const role = Stack.of(this).node.tryFindChild('Custom::CrossAccountZoneDelegationCustomResourceProvider')?.node.tryFindChild('Role');
    if (!(role instanceof CfnResource)) throw new Error('CrossAccountZoneDelegationRecord no longer makes the role of its function under this path');
    const problems = new Problems();
    problems.when((writers.get(role) ?? delegation.writerRoleName) !== delegation.writerRoleName, {
      at: 'delegation', must: 'must be the only one of its stack, whose function has one role', got: delegation.childZoneName, fix: 'put the zone into a stack of its own',
    });
    problems.refuse(`environment zone "${this.node.path}"`);
    writers.set(role, delegation.writerRoleName);
    role.addPropertyOverride('RoleName', delegation.writerRoleName);
  }

  private makeCertificate(props: EnvironmentZoneProps, validationNeeds: Construct[]): acm.Certificate {
    const [domainName = props.zoneName, ...subjectAlternativeNames] = namesOf(props);
    const certificate = new acm.Certificate(this, 'Certificate', {
      domainName,
      subjectAlternativeNames,
      validation: acm.CertificateValidation.fromDns(this.publicZone),
    });
    certificate.node.addDependency(...validationNeeds);
    return certificate;
  }

  private logResolverQueries({ vpc, resolverQueryLogDestinationArn: destinationArn }: EnvironmentZoneProps): void {
    if (destinationArn !== undefined) new ResolverQueryLog(this, 'ResolverQueries', { vpc, destinationArn });
  }
}

function namesOf(props: EnvironmentZoneProps): string[] {
  return props.certificateNames ?? [props.zoneName, `*.${props.zoneName}`];
}

function refuse(props: EnvironmentZoneProps, path: string, account: string): void {
  const problems = new Problems();
  const { zoneName, privateZoneName, delegation } = props;
  problems.addAll(zoneNameProblems(zoneName, 'zoneName'));
  if (privateZoneName !== undefined) problems.addAll(zoneNameProblems(privateZoneName, 'privateZoneName'));
  problems.when(privateZoneName === zoneName, {
    at: 'privateZoneName', must: 'must differ from zoneName, whose names it would hide from the network', got: privateZoneName, fix: 'leave it out',
  });
  problems.when(delegation !== undefined && delegation.childZoneName !== zoneName, {
    at: 'delegation', must: `must be of ${zoneName}`, got: delegation?.childZoneName, fix: 'give it to the zone it names',
  });
  problems.when(isOther(account, delegation?.childAccount), {
    at: 'delegation', must: `must be to account ${account}`, got: delegation?.childAccount, fix: 'put the zone into a stack of the account that the delegation names',
  });
  problems.when(isOther(account, props.vpc.env.account), {
    at: 'vpc', must: `must be of account ${account}`, got: props.vpc.env.account, fix: 'associate the network of this environment only',
  });
  problems.addAll([...certificateProblems(props), ...queryLogProblems(props.queryLogGroupArn)]);
  problems.refuse(`environment zone "${path}"`);
}

function isOther(account: string, other?: string): boolean {
  return other !== undefined && !Token.isUnresolved(account) && !Token.isUnresolved(other) && account !== other;
}

function certificateProblems(props: EnvironmentZoneProps): readonly Problem[] {
  const problems = new Problems();
  problems.when(props.certificateNames?.length === 0, { at: 'certificateNames', must: 'must name at least one host', got: [], fix: 'leave it out' });
  for (const name of namesOf(props)) {
    const host = name.replace(/^\*\./, '');
    problems.when(host !== props.zoneName && !isStrictSubdomain(host, props.zoneName), {
      at: 'certificateNames', must: `must be ${props.zoneName} or below it`, got: name, fix: `for example "api.${props.zoneName}"`,
    });
  }
  problems.when(props.certificateAuthorities?.length === 0, {
    at: 'certificateAuthorities', must: 'must name at least one authority', got: [], fix: 'leave it out for Amazon\'s',
  });
  return problems.list;
}

function queryLogProblems(arn?: string): readonly Problem[] {
  const problems = new Problems();
  problems.when(arn !== undefined && !Token.isUnresolved(arn) && !/^arn:[\w-]+:logs:us-east-1:\d{12}:log-group:/.test(arn), {
    at: 'queryLogGroupArn', must: 'must be the ARN of a log group in us-east-1, where alone Route 53 writes the queries of public zones', got: arn,
    fix: 'make a PublicQueryLog in a stack of us-east-1',
  });
  return problems.list;
}
