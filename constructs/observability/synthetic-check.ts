import {
  Duration, RemovalPolicy, Size, Stack, Token, aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_s3 as s3,
  aws_synthetics as synthetics, Lazy,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problems } from '../../lib/values/problems';
import { ContainerService } from '../workload/container-service';

/** What a `SyntheticCheck` is made of. */
export interface SyntheticCheckProps {
  /** Name of the check, unique in the account: 1 to 40 lower-case letters, digits, `-` or `_`. */
  readonly checkName: string;
  /** Key of what the check writes down. */
  readonly key: kms.IKey;
  /** Bucket of this account that takes the access log of the check's own bucket. */
  readonly accessLogBucket: s3.IBucket;
  /** How long results are kept, 1 to 455 days. */
  readonly retention: Duration;
  /**
   * How often it asks: 1 to 60 minutes.
   * @default Duration.minutes(5)
   */
  readonly every?: Duration;
  /**
   * The network it asks from; its subnet group `private` is used.
   * @default - outside of every network: it reaches public addresses only
   */
  readonly vpc?: ec2.IVpc;
  /**
   * A service whose planned number of tasks says whether the environment is awake. While it is zero, nothing is expected to answer.
   * @default - it is always awake
   */
  readonly awakeWith?: ContainerService;
}

const defaults = { every: Duration.minutes(5), timeout: Duration.minutes(2), memory: Size.mebibytes(1024), healthPath: '/health' };

/**
 * A synthetic check (CloudWatch Synthetics canary): asks addresses of an environment again and again, as a user or another service would, and
 * fails when one does not answer or answers with an error of its own. It can stand in the network of the environment and ask private addresses
 * there, the same way in every environment. Its results lie in a bucket of its own under your key.
 *
 * It refuses names that Synthetics does not take, intervals outside 1 to 60 minutes, addresses that are no URL, and to ask nothing at all.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries.html
 * @example
 * declare const key: kms.IKey;
 * declare const accessLogBucket: s3.IBucket;
 * const check = new SyntheticCheck(this, 'Check', { checkName: 'front-door', key, accessLogBucket, retention: Duration.days(30) });
 * check.ask('home', 'https://projects.example.com/');
 */
export class SyntheticCheck extends Construct implements ec2.IConnectable {
  /** Name of the check. */
  public readonly checkName: string;
  /** The canary. */
  public readonly canary: synthetics.Canary;
  /** Where results lie. */
  public readonly bucket: s3.IBucket;
  /** Its network reach: TLS to the endpoints of AWS, and what it asks. */
  public readonly connections: ec2.Connections;

  private readonly targets: Array<{ readonly name: string; readonly url: string; readonly anyCertificate?: boolean }> = [];
  private readonly awakeWith?: ContainerService;

  public constructor(scope: Construct, id: string, props: SyntheticCheckProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.checkName = props.checkName;
    this.awakeWith = props.awakeWith;
    const securityGroups = props.vpc === undefined ? [] : [this.makeSecurityGroup(props.vpc)];
    this.connections = new ec2.Connections({ securityGroups });
    const bucket = this.makeBucket(props);
    this.bucket = bucket;
    this.canary = this.makeCanary(props, bucket, this.makeRole(props, bucket), securityGroups);
    this.node.addValidation({ validate: () => (this.targets.length === 0 ? [`check "${this.node.path}" must ask something; call ask or askService`] : []) });
  }

  /**
   * Asks an address.
   *
   * @param name what it is called in results
   * @param url  `https://` or, inside the network, `http://`
   */
  public ask(name: string, url: string): void {
    const problems = new Problems();
    problems.when(!Token.isUnresolved(url) && !/^https?:\/\/[^/\s]+(\/\S*)?$/.test(url), { at: name, must: 'must be an address that begins with https:// or http://', got: url });
    problems.refuse(`check "${this.node.path}"`);
    this.targets.push({ name, url });
  }

  /**
   * Asks a service of the same network at its private name, and opens the way there. Any answer below 500 will do.
   *
   * @param service       a service that listens
   * @param namespaceName private DNS name under which services find each other
   * @param path          what is asked for; `/health` when omitted
   */
  public askService(service: ContainerService, namespaceName: string, path: string = defaults.healthPath): void {
    const problems = new Problems();
    problems.when(service.port === undefined, { at: service.node.id, must: 'must listen on a port to be asked', fix: 'give it a port, or leave it out' });
    problems.refuse(`check "${this.node.path}"`);
    this.connections.allowTo(service, ec2.Port.tcp(service.port ?? 0), `${this.checkName} to ${service.node.id}`);
    const host = `${service.node.id.toLowerCase()}.${namespaceName}:${service.port}`;
    if (service.speaksTls) this.targets.push({ name: service.node.id, url: `https://${host}${path}`, anyCertificate: true });
    else this.ask(service.node.id, `http://${host}${path}`);
  }

  /** Checks that succeed, in percent. Where it is known when the environment sleeps, it is 100 meanwhile. */
  public metricSuccess(options?: cloudwatch.MetricOptions): cloudwatch.IMetric {
    const success = this.canary.metricSuccessPercent({ label: 'success %', ...options });
    if (this.awakeWith === undefined) return success;
    const { service } = this.awakeWith;
    const desired = new cloudwatch.Metric({
      namespace: 'ECS/ContainerInsights', metricName: 'DesiredTaskCount', statistic: cloudwatch.Stats.MAXIMUM,
      dimensionsMap: { ClusterName: service.cluster.clusterName, ServiceName: service.serviceName }, ...options,
    });
    return new cloudwatch.MathExpression({
      label: 'success %', expression: 'IF(FILL(desired, 1) > 0, success, 100)', usingMetrics: { desired, success }, period: options?.period,
    });
  }

  private makeSecurityGroup(vpc: ec2.IVpc): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc, allowAllOutbound: false, description: `Reach of check ${this.checkName}` });
    group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'TLS; the egress firewall and the endpoints decide where to');
    return group;
  }

  private makeBucket(props: SyntheticCheckProps): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.KMS, encryptionKey: props.key, bucketKeyEnabled: true, enforceSSL: true, minimumTLSVersion: 1.2, versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL, objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: props.accessLogBucket, serverAccessLogsPrefix: `${this.checkName}/`,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{
        id: 'results', expiration: props.retention, noncurrentVersionExpiration: Duration.days(7), abortIncompleteMultipartUploadAfter: Duration.days(7),
      }],
    });
    bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'DenyOtherAccounts', effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['s3:*'],
      resources: [bucket.bucketArn, bucket.arnForObjects('*')],
      conditions: { StringNotEquals: { 'aws:PrincipalAccount': Stack.of(this).account }, Bool: { 'aws:PrincipalIsAWSService': 'false' } },
    }));
    return bucket;
  }

  /** What Synthetics asks of the role of a canary, and no more (CloudWatch guide, "required roles and permissions for canaries"). */
  private makeRole({ key, vpc }: SyntheticCheckProps, bucket: s3.Bucket): iam.Role {
    const { partition, region, account } = Stack.of(this);
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), description: `Check ${this.checkName}` });
    const log = `arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/cwsyn-${this.checkName}-*`;
    new iam.ManagedPolicy(this, 'Policy', {
      roles: [role],
      description: `What check ${this.checkName} may do`,
      statements: [
        new iam.PolicyStatement({ actions: ['s3:PutObject', 's3:GetObject'], resources: [bucket.arnForObjects(`${this.checkName}/*`)] }),
        new iam.PolicyStatement({ actions: ['s3:GetBucketLocation'], resources: [bucket.bucketArn] }),
        new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }),
        new iam.PolicyStatement({ actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], resources: [log] }),
        new iam.PolicyStatement({
          actions: ['cloudwatch:PutMetricData'], resources: ['*'], conditions: { StringEquals: { 'cloudwatch:namespace': 'CloudWatchSynthetics' } },
        }),
        ...(vpc === undefined ? [] : [networkInterfaces()]),
      ],
    });
    return role;
  }

  private makeCanary(props: SyntheticCheckProps, bucket: s3.Bucket, role: iam.Role, securityGroups: ec2.ISecurityGroup[]): synthetics.Canary {
    return new synthetics.Canary(this, 'Canary', {
      canaryName: props.checkName,
      runtime: synthetics.Runtime.SYNTHETICS_NODEJS_3_1,
      test: synthetics.Test.custom({ code: synthetics.Code.fromAsset(bundle() ?? ''), handler: 'index.handler' }),
      schedule: synthetics.Schedule.rate(props.every ?? defaults.every),
      environmentVariables: { TARGETS: Lazy.string({ produce: () => JSON.stringify(this.targets) }) },
      environmentEncryption: props.key,
      timeout: defaults.timeout,
      memory: defaults.memory,
      // Without policy updates: every permission stands in the one managed policy.
      role: role.withoutPolicyUpdates(),
      artifactsBucketLocation: { bucket, prefix: this.checkName },
      artifactS3EncryptionMode: synthetics.ArtifactsEncryptionMode.KMS,
      artifactS3KmsKey: props.key,
      successRetentionPeriod: props.retention,
      failureRetentionPeriod: props.retention,
      provisionedResourceCleanup: true,
      vpc: props.vpc,
      vpcSubnets: props.vpc === undefined ? undefined : { subnetGroupName: 'private' },
      securityGroups: props.vpc === undefined ? undefined : securityGroups,
    });
  }
}

/** What Lambda needs to stand in a network; these calls take no resource (Lambda guide, "execution role permissions"). */
function networkInterfaces(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'], resources: ['*'],
  });
}

/** The bundled script: beside the compiled constructs, or in .build/ when they run from their sources. */
function bundle(): string | undefined {
  const root = join(__dirname, '..', '..');
  return [join(root, 'runtime', 'synthetic-check'), join(root, '.build', 'runtime', 'synthetic-check')].find((folder) => existsSync(join(folder, 'index.js')));
}

function refuse(path: string, props: SyntheticCheckProps): void {
  const problems = new Problems();
  problems.when(!/^[a-z0-9_-]{1,40}$/.test(props.checkName), {
    at: 'checkName', must: 'must be 1 to 40 lower-case letters, digits, "-" or "_"', got: props.checkName,
  });
  const minutes = (props.every ?? defaults.every).toMinutes({ integral: false });
  problems.when(!Number.isInteger(minutes) || minutes < 1 || minutes > 60, { at: 'every', must: 'must be 1 to 60 whole minutes', got: minutes });
  const days = props.retention.toDays({ integral: false });
  problems.when(!Number.isInteger(days) || days < 1 || days > 455, { at: 'retention', must: 'must be 1 to 455 whole days', got: days });
  problems.when(bundle() === undefined, { at: 'code', must: 'must be bundled', fix: 'run "npm run compile" first' });
  problems.refuse(`check "${path}"`);
}
