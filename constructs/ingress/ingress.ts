import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnPrefixList, Peer, Port, SecurityGroup, type IVpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationListener, ApplicationListenerRule, ApplicationLoadBalancer, ApplicationProtocol, ApplicationTargetGroup, DesyncMitigationMode, ListenerAction, ListenerCondition, Protocol, SslPolicy,
  TargetType, type IApplicationLoadBalancerTarget,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DomainName } from '../../lib/values/domain-name';
import type { IngressPolicy } from '../../lib/values/ingress-policy';
import { DefinitionError, Problems } from '../../lib/values/problems';
import type { ContainerService } from '../workload/container-service';
import { RollbackAlarms, type RollbackThresholds } from '../workload/rollback-alarms';
import { listenerPriority } from './listener-priority';
import { MovingTarget } from './moving-target';
import { WebAcl } from './web-acl';

/** What an `Ingress` is made from. */
export interface IngressProps {
  /** The network; the load balancer stands in its subnet group `public`. */
  readonly vpc: IVpc;
  /** Who may call in. */
  readonly policy: IngressPolicy;
  /**
   * Addresses from which the environment calls its own front door, for example those of its NAT gateways, so that a synthetic check comes in as a
   * caller does.
   *
   * @default - none; the world needs none
   */
  readonly ownAddresses?: string[];
  /** Certificates of the HTTPS listener, at least one; the first is the default. */
  readonly certificates: ICertificate[];
  /**
   * Bucket of this account for the access and connection logs, below `AWSLogs/ACCOUNT/`. Its policy must let
   * `logdelivery.elasticloadbalancing.amazonaws.com` write there, and it must be encrypted with S3's own keys: load balancers write no other.
   */
  readonly accessLogBucket: IBucket;
  /** Key that encrypts the log of the web application firewall. Its policy must let CloudWatch Logs use it. */
  readonly logEncryptionKey: IKey;
  /**
   * Whether `IngressPolicy.world()` is accepted. Production may set it; staging never does.
   *
   * @default false - only an allow-list is accepted
   */
  readonly allowWorld?: boolean;
  /**
   * Whether port 80 answers with a redirect to HTTPS.
   *
   * @default false - nothing listens on port 80
   */
  readonly redirectHttp?: boolean;
  /**
   * Requests from one address in five minutes before it is blocked, 100 to 2,000,000,000.
   *
   * @default 2000
   */
  readonly requestLimit?: number;
  /**
   * Whether AWS refuses to delete the load balancer. Turn it off, deploy, then delete.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
  /**
   * How long the log of the web application firewall is kept.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays;
  /**
   * What becomes of that log when it leaves the template.
   *
   * @default RemovalPolicy.RETAIN - logs are evidence
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}

/** A route from the load balancer to something that listens. */
export interface IngressRoute {
  /** Path pattern, for example `/api/*`; at most 128 characters, `*` and `?` are wildcards. */
  readonly path: string;
  /**
   * Host name or `*.` pattern the route is for.
   *
   * @default - any host
   */
  readonly host?: string;
  /** TCP port the targets listen on, 1 to 65535. */
  readonly port: number;
  /** What is called, for example an ECS service; it is registered by IP address. */
  readonly targets: IApplicationLoadBalancerTarget[];
  /**
   * Path that answers 200 to 299 when a target is healthy.
   *
   * @default '/health'
   */
  readonly healthCheckPath?: string;
  /**
   * Whether the targets speak TLS. Their certificates are not verified: load balancers take any.
   *
   * @default false - plain HTTP
   */
  readonly targetsSpeakTls?: boolean;
}

/** How a service is called from outside, and when a release of it is undone. */
export interface ServiceRelease {
  /** Path patterns that lead to the service, at least one; at most four when its releases move callers. */
  readonly paths: string[];
  /**
   * Path that answers 200 to 299 when the service is healthy.
   *
   * @default '/health'
   */
  readonly healthCheckPath?: string;
  /** Who hears when the service serves its callers badly. */
  readonly alerts: ITopic;
  /**
   * When a release is undone.
   *
   * @default - more than 5 percent errors, or 99 of 100 requests not answered within 2 seconds
   */
  readonly thresholds?: RollbackThresholds;
}

/** Values that the conditions of one rule may have together, less the one for the rule's own method or host. */
const pathsOfOneRule = 4;

const defaults = {
  requestLimit: 2000,
  deletionProtection: true,
  redirectHttp: false,
  logRetention: RetentionDays.ONE_YEAR,
  logRemovalPolicy: RemovalPolicy.RETAIN,
  healthCheckPath: '/health',
  drain: Duration.seconds(30),
};

/** AWS counts every entry of a prefix list as a rule of the security group that uses it, and allows 60. */
const securityGroupRules = 60;

/**
 * The way in from the internet: a load balancer that speaks HTTPS only (TLS 1.2 with forward secrecy, and 1.3), behind a web
 * application firewall, with access and connection logs. With an allow-list, both the security group (by a managed prefix list)
 * and the firewall let nobody else in. What no route matches is answered 404. It reaches nothing but the targets of its routes.
 *
 * Routes are made in the stack of their target, which then depends on the stack of the ingress and never the other way round.
 *
 * Refuses the world unless `allowWorld` is set, allow-lists longer than a security group holds, no certificate, and a request limit
 * out of range.
 *
 * @example
 * declare const certificate: acm.ICertificate;
 * declare const accessLogBucket: s3.IBucket;
 * const ingress = new Ingress(this, 'Ingress', {
 *   vpc: network.vpc,
 *   policy: IngressPolicy.allowList([{ cidr: '203.0.113.0/24', description: 'office' }]),
 *   certificates: [certificate],
 *   accessLogBucket,
 *   logEncryptionKey: key,
 * });
 */
export class Ingress extends Construct {
  /** The load balancer, for alias records. */
  public readonly loadBalancer: ApplicationLoadBalancer;
  /** The HTTPS listener. */
  public readonly listener: ApplicationListener;
  /** Security group of the load balancer. */
  public readonly securityGroup: SecurityGroup;
  /** ARN of the web application firewall. */
  public readonly webAclArn: string;
  /** Log of the web application firewall, named `aws-waf-logs-...`. */
  public readonly webAclLogGroup: ILogGroup;

  private readonly priorities = new Set<number>();
  private readonly groups = new Map<Construct, { readonly group: ApplicationTargetGroup; readonly port: number }>();

  public constructor(scope: Construct, id: string, props: IngressProps) {
    super(scope, id);
    refuse(this, props);
    this.securityGroup = this.makeSecurityGroup(props);
    this.loadBalancer = this.makeLoadBalancer(props);
    this.listener = this.makeListener(props);
    if (props.redirectHttp ?? defaults.redirectHttp) this.makeRedirect();
    const acl = new WebAcl(this, 'WebAcl', {
      policy: props.policy,
      ownAddresses: props.ownAddresses ?? [],
      requestLimit: props.requestLimit ?? defaults.requestLimit,
      resourceArn: this.loadBalancer.loadBalancerArn,
      logEncryptionKey: props.logEncryptionKey,
      logRetention: props.logRetention ?? defaults.logRetention,
      logRemovalPolicy: props.logRemovalPolicy ?? defaults.logRemovalPolicy,
    });
    this.webAclArn = acl.arn;
    this.webAclLogGroup = acl.logGroup;
  }

  /**
   * Sends a path to a service of the environment. Several paths may lead to one service. Refused for a worker, which listens to nobody.
   *
   * @param path            path pattern such as `/api/*`
   * @param service         the service
   * @param healthCheckPath path that answers 200 to 299 when the service is healthy; `/health` when omitted; the first path's counts
   */
  public route(path: string, service: ContainerService, healthCheckPath?: string): void {
    if (service.port === undefined) {
      throw new DefinitionError(`ingress "${this.node.path}"`, [{ at: 'service', must: 'must listen on a port', got: service.node.id, fix: 'give the service a port' }]);
    }
    this.addRoute(service, { path, port: service.port, targets: [service.service], targetsSpeakTls: service.speaksTls, ...(healthCheckPath === undefined ? {} : { healthCheckPath }) });
  }

  /**
   * Sends paths to a service, watches how it serves its callers, and undoes a release that serves them badly. When releases of the
   * service move callers, both versions have a target group, and one rule decides who gets which.
   *
   * @param service the service
   * @param release what leads to it, and when a release is undone
   */
  public release(service: ContainerService, release: ServiceRelease): RollbackAlarms {
    const { paths, healthCheckPath, alerts, thresholds } = release;
    const targetGroups = service.movesCallers ? this.routeToBoth(service, paths, healthCheckPath) : this.routeEach(service, paths, healthCheckPath);
    const rollback = new RollbackAlarms(service, 'Rollback', { loadBalancer: this.loadBalancer, targetGroups, alerts, thresholds });
    service.rollBackOn(...rollback.alarms);
    return rollback;
  }

  /**
   * Sends a path to any target. The target group and the rule are made in `scope`, once each per scope and path; the security
   * groups of both sides are opened for this port and each other only.
   *
   * @param scope where the target lives, usually the target itself
   * @param route what is sent where
   */
  public addRoute(scope: Construct, route: IngressRoute): ApplicationTargetGroup {
    const known = this.groups.get(scope);
    refuseRoute(this, route, known?.port);
    const group = known?.group ?? this.makeTargetGroup(scope, route);
    this.groups.set(scope, { group, port: route.port });
    const priority = listenerPriority(route.path, route.host, this.priorities);
    this.priorities.add(priority);
    const conditions = [ListenerCondition.pathPatterns([route.path]), ...(route.host === undefined ? [] : [ListenerCondition.hostHeaders([route.host])])];
    new ApplicationListenerRule(scope, `Route${priority}`, { listener: this.listener, priority, conditions, action: ListenerAction.forward([group]) });
    // Only now does the group know its load balancer, and can open the security groups of its targets for it.
    if (known === undefined) group.addTarget(...route.targets);
    return group;
  }

  private routeEach(service: ContainerService, paths: readonly string[], healthCheckPath?: string): ApplicationTargetGroup[] {
    for (const path of paths) this.route(path, service, healthCheckPath);
    const group = this.groups.get(service);
    return group === undefined ? [] : [group.group];
  }

  private routeToBoth(service: ContainerService, paths: readonly string[], healthCheckPath?: string): ApplicationTargetGroup[] {
    const port = service.port ?? 0;
    for (const path of paths) refuseRoute(this, { path, port, targets: [service.service] });
    refusePaths(this, paths);
    const route = { path: paths.join(' '), port, targets: [service.service], targetsSpeakTls: service.speaksTls, ...(healthCheckPath === undefined ? {} : { healthCheckPath }) };
    const groups = { current: this.makeTargetGroup(service, route), next: this.makeTargetGroup(service, route, 'NextTargetGroup') };
    const priority = listenerPriority(paths[0] ?? '/', undefined, this.priorities);
    this.priorities.add(priority);
    const moving = new MovingTarget(service, 'Moving', { listener: this.listener, priority, paths, ...groups });
    groups.current.addTarget(service.service.loadBalancerTarget({ containerName: 'app', containerPort: port, alternateTarget: moving }));
    return [groups.current, groups.next];
  }

  private makeSecurityGroup({ vpc, policy, redirectHttp = defaults.redirectHttp, ownAddresses = [] }: IngressProps): SecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', { vpc, allowAllOutbound: false, description: 'Load balancer' });
    const ports = redirectHttp ? [Port.HTTPS, Port.HTTP] : [Port.HTTPS];
    const peer = policy.isWorld ? Peer.anyIpv4() : Peer.prefixList(this.makePrefixList(policy, ownAddresses, ports.length));
    for (const port of ports) group.addIngressRule(peer, port, policy.isWorld ? 'the world' : 'the allow-list');
    // The rules towards the targets stand in the stacks of the targets, and a group without a rule of its own is given one by EC2
    // that leads everywhere. This one leads nowhere.
    group.addEgressRule(Peer.ipv4('127.0.0.1/32'), Port.HTTPS, 'nowhere');
    return group;
  }

  /** Room to grow in steps of five, since every free place counts against the rules of the security group as well. */
  private makePrefixList({ sources }: IngressPolicy, ownAddresses: readonly string[], ports: number): string {
    return new CfnPrefixList(this, 'AllowList', {
      prefixListName: this.node.path.slice(-255),
      addressFamily: 'IPv4',
      maxEntries: Math.min(Math.ceil((sources.length + ownAddresses.length) / 5) * 5, Math.floor(securityGroupRules / ports)),
      entries: [...sources.map(({ cidr, description }) => ({ cidr, description })), ...ownAddresses.map((address) => ({ cidr: `${address}/32`, description: 'own checks' }))],
    }).attrPrefixListId;
  }

  private makeLoadBalancer(props: IngressProps): ApplicationLoadBalancer {
    const balancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc: props.vpc,
      vpcSubnets: { subnetGroupName: 'public' },
      internetFacing: true,
      securityGroup: this.securityGroup,
      deletionProtection: props.deletionProtection ?? defaults.deletionProtection,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: DesyncMitigationMode.STRICTEST,
    });
    // Not by logAccessLogs: that would write into the policy of a bucket which another construct keeps closed.
    for (const log of ['access_logs', 'connection_logs']) {
      balancer.setAttribute(`${log}.s3.enabled`, 'true');
      balancer.setAttribute(`${log}.s3.bucket`, props.accessLogBucket.bucketName);
    }
    balancer.setAttribute('waf.fail_open.enabled', 'false');
    return balancer;
  }

  private makeListener({ certificates }: IngressProps): ApplicationListener {
    return new ApplicationListener(this, 'Https', {
      loadBalancer: this.loadBalancer,
      port: 443,
      protocol: ApplicationProtocol.HTTPS,
      sslPolicy: SslPolicy.TLS13_12_RES_PQ,
      certificates: [...certificates],
      open: false,
      defaultAction: ListenerAction.fixedResponse(404, { contentType: 'text/plain', messageBody: 'not found' }),
    });
  }

  private makeRedirect(): void {
    new ApplicationListener(this, 'Http', {
      loadBalancer: this.loadBalancer,
      port: 80,
      protocol: ApplicationProtocol.HTTP,
      open: false,
      defaultAction: ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
    });
  }

  private makeTargetGroup(scope: Construct, { port, healthCheckPath = defaults.healthCheckPath, targetsSpeakTls = false }: IngressRoute, id = 'TargetGroup'): ApplicationTargetGroup {
    return new ApplicationTargetGroup(scope, id, {
      vpc: this.loadBalancer.vpc,
      targetType: TargetType.IP,
      protocol: targetsSpeakTls ? ApplicationProtocol.HTTPS : ApplicationProtocol.HTTP,
      port,
      deregistrationDelay: defaults.drain,
      healthCheck: { path: healthCheckPath, protocol: targetsSpeakTls ? Protocol.HTTPS : undefined, healthyHttpCodes: '200-299', interval: Duration.seconds(15), timeout: Duration.seconds(5), healthyThresholdCount: 2, unhealthyThresholdCount: 3 },
    });
  }
}

function refuse(scope: Construct, props: IngressProps): void {
  const { policy, allowWorld = false, certificates, requestLimit = defaults.requestLimit, ownAddresses = [] } = props;
  const limit = ((props.redirectHttp ?? defaults.redirectHttp) ? securityGroupRules / 2 : securityGroupRules) - ownAddresses.length;
  const problems = new Problems();
  problems.when(policy.isWorld && !allowWorld, { at: 'policy', must: 'must not be the world', fix: 'use IngressPolicy.allowList(...); only production sets allowWorld' });
  problems.when(policy.sources.length > limit, { at: 'policy.sources', must: `must be at most ${limit} blocks, the rules a security group holds`, got: policy.sources.length, fix: 'join adjacent blocks' });
  ownAddresses.forEach((address, index) => problems.when(!Token.isUnresolved(address) && !/^\d{1,3}(\.\d{1,3}){3}$/.test(address), {
    at: `ownAddresses[${index}]`, must: 'must be an IPv4 address', got: address,
  }));
  problems.when(certificates.length === 0, { at: 'certificates', must: 'must not be empty', fix: 'pass the certificate of the zone' });
  problems.when(!Number.isInteger(requestLimit) || requestLimit < 100 || requestLimit > 2_000_000_000, {
    at: 'requestLimit', must: 'must be a whole number from 100 to 2000000000', got: requestLimit,
  });
  problems.refuse(`ingress "${scope.node.path}"`);
}

function refuseRoute(scope: Construct, { path, host, port, targets }: IngressRoute, knownPort?: number): void {
  const problems = new Problems();
  problems.when(!/^\/[\w.$/~"'@:+&*?-]{0,127}$/.test(path), { at: 'path', must: 'must be a path pattern such as /api/*', got: path });
  if (host !== undefined) problems.addAll(DomainName.patternProblems(host, 'host'));
  problems.when(!Number.isInteger(port) || port < 1 || port > 65_535, { at: 'port', must: 'must be a whole number from 1 to 65535', got: port });
  problems.when(knownPort !== undefined && knownPort !== port, { at: 'port', must: `must be ${knownPort}, as in the first route to this target`, got: port });
  problems.when(targets.length === 0, { at: 'targets', must: 'must not be empty', fix: 'name what is called' });
  problems.refuse(`ingress "${scope.node.path}"`);
}

function refusePaths(scope: Construct, paths: readonly string[]): void {
  const problems = new Problems();
  problems.when(paths.length === 0 || paths.length > pathsOfOneRule, {
    at: 'paths', must: `must be 1 to ${pathsOfOneRule} where releases move callers, because one rule holds them`, got: paths, fix: 'join them, for example /api/*',
  });
  problems.refuse(`ingress "${scope.node.path}"`);
}
