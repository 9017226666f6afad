import {
  Duration, Lazy, RemovalPolicy, Stack, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_opensearchservice as opensearch, triggers,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { searchProblems, zonesOfNodes } from '../../lib/values/search-size';
import { HandlerFunction } from '../runtime/handler-function';
import { IConsumer, IServiceDependency } from './consumer';
import { settingName } from './setting-name';

/** How large a search domain is. */
export interface SearchSize {
  /** Data nodes: 2 to 80, an even number or a multiple of three, so that they spread evenly over the availability zones. */
  readonly dataNodes: number;
  /** Type of a data node, written without `.search`, for example `r8g.large`. */
  readonly instanceType: string;
  /** Storage of each data node in GiB, 10 to 1,024. */
  readonly storageGiB: number;
  /**
   * Whether three nodes of their own keep the cluster together. Needed above nine data nodes.
   * @default false - data nodes do it
   */
  readonly dedicatedManagers?: boolean;
}

/** Properties of a `SearchDomain`. */
export interface SearchDomainProps {
  /** The network; the domain lies in its isolated tier. */
  readonly vpc: ec2.IVpc;
  /** Key of the indices, of snapshots that the service keeps, and of the settings of the function that admits services. */
  readonly key: kms.IKey;
  /** Key of the logs. Its policy must admit CloudWatch Logs. */
  readonly logKey: kms.IKey;
  /** How long logs are kept. */
  readonly logRetention: logs.RetentionDays;
  /** How large it is. */
  readonly size: SearchSize;
  /** Name of the domain, unique in account and region: 3 to 28 lower-case letters, digits and hyphens that begin with a letter. */
  readonly domainName: string;
  /**
   * What becomes of the domain when it leaves the template.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const defaults = {
  removalPolicy: RemovalPolicy.RETAIN,
  engine: 'OpenSearch_2.19',
  tls: 'Policy-Min-TLS-1-2-PFS-2023-10',
  managerNodes: 3,
  /** Names of logs in the words of OpenSearch. */
  logs: { AUDIT_LOGS: 'audit', ES_APPLICATION_LOGS: 'application', INDEX_SLOW_LOGS: 'slow-indexing', SEARCH_SLOW_LOGS: 'slow-search' },
};

/**
 * An OpenSearch domain in the isolated tier, spread over availability zones: own key, TLS 1.2 or newer from clients and between nodes, audit
 * log and slow logs under your key. There is no password: who may call it, IAM and the policy of the domain decide, for this account only, and
 * what a caller may do there fine-grained access control does. Services read and write indices and administer nothing; the administrator is a
 * role that only the function takes which admits them, in the deployment that makes the domain.
 *
 * A domain cannot be stopped: an environment outside its hours pays for it.
 *
 * It refuses names and sizes the service does not offer, and nodes that do not spread evenly.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html
 * @example
 * declare const vpc: ec2.IVpc;
 * declare const key: kms.IKey;
 * new SearchDomain(this, 'Library', {
 *   vpc, key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, domainName: 'projects-library',
 *   size: { dataNodes: 3, instanceType: 'r8g.large', storageGiB: 100 },
 * });
 */
export class SearchDomain extends Construct implements IServiceDependency, ec2.IConnectable {
  /** The domain. */
  public readonly domain: opensearch.CfnDomain;
  /** The network reach of the domain: it accepts what was declared and opens nothing itself. */
  public readonly connections: ec2.Connections;
  /** What a service that uses the domain may do with it. */
  public readonly access: iam.ManagedPolicy;
  /** What admits services, once in a deployment and whenever it is called; its role is the administrator of the domain. */
  public readonly handler: HandlerFunction;

  private readonly domainArn: string;

  public constructor(scope: Construct, id: string, props: SearchDomainProps) {
    super(scope, id);
    refuseWrong(this.node.path, props);

    const { partition, region, account } = Stack.of(this);
    this.domainArn = `arn:${partition}:es:${region}:${account}:domain/${props.domainName}`;
    const [securityGroup, ofHandler] = [this.makeSecurityGroup('SecurityGroup', props), this.makeSecurityGroup('AdmissionGroup', props)];
    this.connections = new ec2.Connections({ securityGroups: [securityGroup] });
    this.connections.allowFrom(ofHandler, ec2.Port.HTTPS, 'admission of services');
    this.handler = this.makeHandler(props, ofHandler);
    this.domain = this.makeDomain(props, securityGroup);
    this.access = this.makeAccess();
    this.admitServices();
  }

  public attachTo(consumer: IConsumer): void {
    consumer.connectTo(this, ec2.Port.HTTPS, `${consumer.node.id} to ${this.node.id}`);
    consumer.allowPolicy(this.access);
    consumer.addSetting(settingName(this, 'HOST'), this.domain.attrDomainEndpoint);
    consumer.addSetting(settingName(this, 'PORT'), '443');
  }

  private makeSecurityGroup(id: string, { vpc, domainName }: SearchDomainProps): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, id, { vpc, allowAllOutbound: false, description: `Reach of search ${domainName} (${id})` });
  }

  private makeHandler({ vpc, key, logKey, logRetention, domainName }: SearchDomainProps, securityGroup: ec2.SecurityGroup): HandlerFunction {
    const handler = new HandlerFunction(this, 'Handler', {
      handler: 'search-access', description: `Admits services to search ${domainName}`, key, logKey, logRetention, timeout: Duration.minutes(10),
      network: { vpc, subnets: { subnetGroupName: 'private' }, securityGroup },
      // Later: the role of this function is a part of the domain.
      settings: { ACCOUNT: Stack.of(this).account, ENDPOINT: Lazy.string({ produce: () => this.domain.attrDomainEndpoint }) },
    });
    handler.allow(new iam.PolicyStatement({ actions: ['es:ESHttpGet', 'es:ESHttpPut'], resources: [`${this.domainArn}/*`] }));
    return handler;
  }

  private makeDomain(props: SearchDomainProps, securityGroup: ec2.SecurityGroup): opensearch.CfnDomain {
    const { size, vpc, key } = props;
    const { subnetIds } = vpc.selectSubnets({ subnetGroupName: 'isolated' });
    const zones = zonesOfNodes(size.dataNodes, subnetIds.length);
    const type = `${size.instanceType}.search`;
    const { options, delivery } = this.makeLogs(props);
    const domain = new opensearch.CfnDomain(this, 'Domain', {
      domainName: props.domainName,
      engineVersion: defaults.engine,
      clusterConfig: {
        instanceCount: size.dataNodes, instanceType: type, zoneAwarenessEnabled: true, zoneAwarenessConfig: { availabilityZoneCount: zones },
        ...(size.dedicatedManagers === true ? { dedicatedMasterEnabled: true, dedicatedMasterCount: defaults.managerNodes, dedicatedMasterType: type } : {}),
      },
      ebsOptions: { ebsEnabled: true, volumeType: 'gp3', volumeSize: size.storageGiB },
      encryptionAtRestOptions: { enabled: true, kmsKeyId: key.keyArn },
      nodeToNodeEncryptionOptions: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: defaults.tls },
      vpcOptions: { subnetIds: subnetIds.slice(0, zones), securityGroupIds: [securityGroup.securityGroupId] },
      advancedSecurityOptions: { enabled: true, internalUserDatabaseEnabled: false, masterUserOptions: { masterUserArn: this.handler.role.roleArn } },
      accessPolicies: this.ownAccountOnly(),
      logPublishingOptions: options,
      offPeakWindowOptions: { enabled: true },
      softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
    });
    domain.applyRemovalPolicy(props.removalPolicy ?? defaults.removalPolicy);
    domain.node.addDependency(delivery);
    return domain;
  }

  /** Lets identities of this account in as far as their own policies do. */
  private ownAccountOnly(): object {
    const account = new iam.AccountPrincipal(Stack.of(this).account);
    return new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({ principals: [account], actions: ['es:ESHttp*'], resources: [`${this.domainArn}/*`] })],
    }).toJSON() as object;
  }

  /** OpenSearch writes only where a policy of the log groups lets it. */
  private makeLogs({ logKey, logRetention, domainName }: SearchDomainProps): { options: { [kind: string]: opensearch.CfnDomain.LogPublishingOptionProperty }; delivery: Construct } {
    const { account } = Stack.of(this);
    const groups = Object.entries(defaults.logs).map(([kind, name]) => [kind, new logs.LogGroup(this, `Log${kind}`, {
      logGroupName: `/aws/opensearch/${domainName}/${name}`, encryptionKey: logKey, retention: logRetention, removalPolicy: RemovalPolicy.DESTROY,
    })] as const);
    const delivery = new logs.ResourcePolicy(this, 'LogDelivery', {
      policyStatements: [new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('es.amazonaws.com')],
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:PutLogEventsBatch'],
        resources: groups.map(([, { logGroupArn }]) => logGroupArn),
        conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnEquals: { 'aws:SourceArn': this.domainArn } },
      })],
    });
    const options = Object.fromEntries(groups.map(([kind, { logGroupArn }]) => [kind, { enabled: true, cloudWatchLogsLogGroupArn: logGroupArn }]));
    return { options, delivery };
  }

  private makeAccess(): iam.ManagedPolicy {
    const actions = ['es:ESHttpDelete', 'es:ESHttpGet', 'es:ESHttpHead', 'es:ESHttpPost', 'es:ESHttpPut'];
    return new iam.ManagedPolicy(this, 'Access', {
      description: `Read and write the indices of ${this.node.id}`,
      statements: [new iam.PolicyStatement({ actions, resources: [`${this.domainArn}/*`] })],
    });
  }

  private admitServices(): void {
    const trigger = new triggers.Trigger(this, 'Admitted', { handler: this.handler.function, timeout: Duration.minutes(10) });
    trigger.executeAfter(this.domain);
  }
}

function refuseWrong(path: string, { size, domainName }: SearchDomainProps): void {
  const problems = new Problems();
  problems.addAll(searchProblems({ ...size, dedicatedManagers: size.dedicatedManagers ?? false }).map((problem) => ({ ...problem, at: problem.at === 'nodes' ? 'dataNodes' : problem.at })), 'size');
  problems.when(!/^[a-z][a-z0-9-]{2,27}$/.test(domainName), {
    at: 'domainName', must: 'must be 3 to 28 lower-case letters, digits and hyphens and start with a letter', got: domainName,
  });
  problems.refuse(`search domain "${path}"`);
}
