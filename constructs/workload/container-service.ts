import {
  Duration, RemovalPolicy, Stack, Token, aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_kms as kms,
  aws_logs as logs, aws_secretsmanager as secretsmanager, aws_servicediscovery as discovery, aws_ssm as ssm,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ImageReference } from '../../lib/values/image-reference';
import { DefinitionError, Problems } from '../../lib/values/problems';
import { ServiceCluster } from './service-cluster';
import { settingName } from './setting-name';

/** Something a service can use: a database, a bucket, a queue, an external system. */
export interface IServiceDependency {
  /**
   * Gives `service` the address, the network path and the permissions that it needs to use this, and nothing more.
   *
   * @param service the service that declared this dependency
   */
  attachTo(service: ContainerService): void;
}

/** How large a service is: its tasks and the size of each. */
export interface ServiceSize {
  /** Tasks that always run. At least 1. */
  readonly minTasks: number;
  /** Tasks that run under the highest load. At least `minTasks`. */
  readonly maxTasks: number;
  /**
   * CPU units of one task; 1024 are one vCPU. One of 256, 512, 1024, 2048, 4096, 8192, 16384.
   * @default 512
   */
  readonly cpu?: number;
  /**
   * Memory of one task in MiB. Fargate offers certain amounts for each CPU size.
   * @default twice as many MiB as CPU units
   */
  readonly memoryMiB?: number;
}

/** Properties of a `ContainerService`. */
export interface ContainerServiceProps {
  /** The cluster it runs in. */
  readonly cluster: ServiceCluster;

  /**
   * The image by digest, `<account>.dkr.ecr.<region>.amazonaws.com/<repository>@sha256:<64 hex digits>`. A tag is
   * refused: a tag can be moved after the release was approved (DEL-01).
   */
  readonly image: string;

  /** How many tasks, and how large. */
  readonly size: ServiceSize;

  /** Key of the log group. */
  readonly logKey: kms.IKey;

  /** How long logs are kept. */
  readonly logRetention: logs.RetentionDays;

  /**
   * Path in Parameter Store below which the configuration of this service lies, for example `/projects/staging/api`.
   * Every setting is injected from there, in every environment in the same way (DEL-05).
   */
  readonly configurationPath: string;

  /**
   * Name of the role with which ECS starts the service, so that an image repository of another account can admit it by name.
   * @default CloudFormation makes one up
   */
  readonly executionRoleName?: string;

  /**
   * Port the service listens on.
   * @default it accepts no connections: a worker
   */
  readonly port?: number;

  /**
   * Command that replaces the image's own.
   * @default the image's own command
   */
  readonly command?: string[];

  /**
   * What the service uses. Each gives it an address, a network path and permissions; there are no others.
   * @default it uses nothing
   */
  readonly uses?: IServiceDependency[];

  /**
   * Customer managed policy ARN that bounds the roles of this service.
   * @default no boundary is set here; an environment puts its own on every role
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;
}

const CPU_SIZES = [256, 512, 1024, 2048, 4096, 8192, 16384];
const defaults = {
  cpu: 512,
  targetCpuPercent: 60,
  targetMemoryPercent: 75,
  /** "nobody" of distroless images: an image that needs root is refused by ECS at start, not run as root. */
  user: '65532:65532',
};

/**
 * A long-running service or worker on Fargate: immutable image, read-only root file system, no root user, no Linux
 * capabilities, no shell, a task role and an execution role of its own, logs under your key, rollback when a deployment
 * does not become healthy, and scaling on CPU and memory.
 *
 * It refuses an image named by tag, sizes Fargate does not offer, and `minTasks` above `maxTasks`.
 *
 * @example
 * declare const cluster: ServiceCluster;
 * declare const key: kms.IKey;
 * new ContainerService(this, 'Api', {
 *   cluster,
 *   image: '555555555555.dkr.ecr.eu-west-1.amazonaws.com/projects/api@sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a',
 *   size: { minTasks: 2, maxTasks: 10 },
 *   port: 8080,
 *   logKey: key,
 *   logRetention: logs.RetentionDays.ONE_MONTH,
 *   configurationPath: '/projects/production/api',
 * });
 */
export class ContainerService extends Construct implements ec2.IConnectable, IServiceDependency {
  /** The ECS service. */
  public readonly service: ecs.FargateService;
  /** The network reach of the service: nothing but what was declared. */
  public readonly connections: ec2.Connections;
  /** The role the code runs with. Its permissions are in one customer managed policy; see `allow`. */
  public readonly taskRole: iam.Role;
  /** Port the service listens on, or undefined for a worker. */
  public readonly port?: number;

  private readonly namespaceName: string;
  private readonly container: ecs.ContainerDefinition;
  private taskPolicy?: iam.ManagedPolicy;
  private readonly executionPolicy: iam.ManagedPolicy;
  private readonly securityGroup: ec2.SecurityGroup;
  private readonly configurationPath: string;
  private readonly scaling: ecs.ScalableTaskCount;

  public constructor(scope: Construct, id: string, props: ContainerServiceProps) {
    super(scope, id);
    refuseWrong(this.node.path, props);

    this.port = props.port;
    this.configurationPath = props.configurationPath;
    this.namespaceName = props.cluster.namespace.namespaceName;
    const roles = this.makeRoles(props);
    this.taskRole = roles.task;
    this.executionPolicy = this.makePolicy('ExecutionPolicy', roles.execution, 'What ECS may do to start this service');
    const definition = this.makeTaskDefinition(props, roles);
    this.container = this.addContainer(definition, props);
    // A task that starts before its permissions are attached fails, and three failures roll the deployment back.
    definition.node.addDependency(this.executionPolicy);
    this.securityGroup = this.makeSecurityGroup(props);
    this.connections = new ec2.Connections({ securityGroups: [this.securityGroup] });
    this.service = this.makeService(definition, props);
    this.scaling = this.scaleOnLoad(props);
    this.allowTlsOut();
    for (const dependency of props.uses ?? []) dependency.attachTo(this);
  }

  /**
   * Lets another service of the environment call this one by its name in service discovery. Refused for a worker, which
   * listens to nobody.
   */
  public attachTo(service: ContainerService): void {
    if (this.port === undefined) {
      throw new DefinitionError(`service "${service.node.path}"`, [{
        at: 'uses', must: 'must name services that listen', got: this.node.id, fix: 'give it a port, or let both use a queue',
      }]);
    }
    service.connectTo(this, ec2.Port.tcp(this.port), `${service.node.id} to ${this.node.id}`);
    service.addSetting(settingName(this, 'HOST'), `${this.node.id.toLowerCase()}.${this.namespaceName}`);
    service.addSetting(settingName(this, 'PORT'), String(this.port));
  }

  /**
   * Lets the code of this service do what `statement` says.
   *
   * @param statement an allow statement that names its resources
   */
  public allow(statement: iam.PolicyStatement): void {
    this.taskPolicy ??= this.makePolicy('TaskPolicy', this.taskRole, 'What the code of this service may do');
    this.container.taskDefinition.node.addDependency(this.taskPolicy);
    this.taskPolicy.addStatements(statement);
  }

  /**
   * Gives the service a setting as the environment variable `name`, through Parameter Store.
   *
   * @param name  name of the environment variable, upper case
   * @param value the value; never a secret, use `addSecret` for those
   */
  public addSetting(name: string, value: string): void {
    const parameter = new ssm.StringParameter(this, `Setting${name}`, {
      parameterName: `${this.configurationPath}/${name}`,
      stringValue: value,
      description: `${name} of ${this.node.id}`,
    });
    this.container.addSecret(name, ecs.Secret.fromSsmParameter(parameter));
    this.executionPolicy.addStatements(new iam.PolicyStatement({ actions: ['ssm:GetParameters'], resources: [parameter.parameterArn] }));
  }

  /**
   * Gives the service a secret as the environment variable `name`. The value is fetched when a task starts; it is in no
   * template.
   *
   * @param name   name of the environment variable, upper case
   * @param secret the secret, of this environment's own store
   * @param key    the key that encrypts it
   */
  public addSecret(name: string, secret: secretsmanager.ISecret, key: kms.IKey): void {
    this.container.addSecret(name, ecs.Secret.fromSecretsManager(secret));
    this.executionPolicy.addStatements(
      new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
      new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }),
    );
  }

  /**
   * Opens the way from this service to `peer`, both at its own security group and at the peer's.
   *
   * @param peer what is connected to
   * @param port the port
   * @param why  shown on the rules
   */
  public connectTo(peer: ec2.IConnectable, port: ec2.Port, why: string): void {
    this.connections.allowTo(peer, port, why);
  }

  /**
   * Scales on work that waits: one task for every `perTask` units of `backlog`.
   *
   * @param backlog number of units that wait, for example visible messages of a queue
   * @param perTask units one task is expected to work off before the next scaling step
   */
  public scaleOnBacklog(backlog: cloudwatch.IMetric, perTask: number): void {
    this.scaling.scaleOnMetric('Backlog', {
      metric: backlog,
      scalingSteps: [
        { upper: 0, change: -1 },
        { lower: perTask, change: +1 },
        { lower: perTask * 10, change: +4 },
      ],
      evaluationPeriods: 2,
      cooldown: Duration.minutes(2),
    });
  }

  private makeRoles(props: ContainerServiceProps): { task: iam.Role; execution: iam.Role } {
    const { account, region, partition } = Stack.of(this);
    const assumedBy = new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:ecs:${region}:${account}:*` },
      },
    });
    const permissionsBoundary = props.permissionsBoundary;
    return {
      task: new iam.Role(this, 'TaskRole', { assumedBy, permissionsBoundary, description: `Code of ${this.node.id}` }),
      execution: new iam.Role(this, 'ExecutionRole', {
        assumedBy, permissionsBoundary, roleName: props.executionRoleName, description: `Start of ${this.node.id}`,
      }),
    };
  }

  private makePolicy(id: string, role: iam.Role, description: string): iam.ManagedPolicy {
    return new iam.ManagedPolicy(this, id, { roles: [role], description });
  }

  private makeTaskDefinition(props: ContainerServiceProps, roles: { task: iam.Role; execution: iam.Role }): ecs.FargateTaskDefinition {
    const cpu = props.size.cpu ?? defaults.cpu;
    return new ecs.FargateTaskDefinition(this, 'Task', {
      cpu,
      memoryLimitMiB: props.size.memoryMiB ?? cpu * 2,
      // Without policy updates: every permission stands in the two managed policies, none in a hidden inline policy.
      taskRole: roles.task.withoutPolicyUpdates(),
      executionRole: roles.execution.withoutPolicyUpdates(),
      runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
    });
  }

  private addContainer(definition: ecs.FargateTaskDefinition, props: ContainerServiceProps): ecs.ContainerDefinition {
    const logGroup = new logs.LogGroup(this, 'Logs', {
      encryptionKey: props.logKey, retention: props.logRetention, removalPolicy: RemovalPolicy.DESTROY,
    });
    const linuxParameters = new ecs.LinuxParameters(this, 'Linux', { initProcessEnabled: true });
    linuxParameters.dropCapabilities(ecs.Capability.ALL);
    this.executionPolicy.addStatements(
      new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
      ...pullStatements(ImageReference.parse(props.image), Stack.of(this).partition),
    );
    return definition.addContainer('app', {
      image: new ImageByDigest(props.image),
      command: props.command,
      user: defaults.user,
      readonlyRootFilesystem: true,
      linuxParameters,
      portMappings: props.port === undefined ? [] : [{ containerPort: props.port, name: 'app' }],
      logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: 'app', mode: ecs.AwsLogDriverMode.NON_BLOCKING }),
      stopTimeout: Duration.seconds(60),
    });
  }

  private makeSecurityGroup(props: ContainerServiceProps): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.cluster.cluster.vpc, allowAllOutbound: false, description: `Reach of ${this.node.id}`,
    });
  }

  private makeService(taskDefinition: ecs.FargateTaskDefinition, props: ContainerServiceProps): ecs.FargateService {
    return new ecs.FargateService(this, 'Service', {
      cluster: props.cluster.cluster,
      taskDefinition,
      // No desired count: CloudFormation would set it with each deployment, and take away what scaling has added under load.
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      enableExecuteCommand: false,
      assignPublicIp: false,
      vpcSubnets: { subnetGroupName: 'private' },
      securityGroups: [this.securityGroup],
      platformVersion: ecs.FargatePlatformVersion.VERSION1_4,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
      enableECSManagedTags: true,
      availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
      cloudMapOptions: props.port === undefined ? undefined : {
        cloudMapNamespace: props.cluster.namespace,
        name: this.node.id.toLowerCase(),
        dnsRecordType: discovery.DnsRecordType.A,
        dnsTtl: Duration.seconds(15),
      },
    });
  }

  private scaleOnLoad(props: ContainerServiceProps): ecs.ScalableTaskCount {
    const scaling = this.service.autoScaleTaskCount({ minCapacity: props.size.minTasks, maxCapacity: props.size.maxTasks });
    scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: defaults.targetCpuPercent });
    scaling.scaleOnMemoryUtilization('Memory', { targetUtilizationPercent: defaults.targetMemoryPercent });
    return scaling;
  }

  /** HTTPS out: to the interface endpoints of AWS, and to what the egress firewall lets through. Nothing else. */
  private allowTlsOut(): void {
    this.securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'TLS; the egress firewall and the endpoints decide where to');
  }
}

/** The image exactly as written; the permission to pull it stands in the execution policy. */
class ImageByDigest extends ecs.ContainerImage {
  public constructor(private readonly imageName: string) {
    super();
  }

  public bind(): ecs.ContainerImageConfig {
    return { imageName: this.imageName };
  }
}

function pullStatements(image: ImageReference, partition: string): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: [`arn:${partition}:ecr:${image.region}:${image.account}:repository/${image.repository}`],
    }),
    new iam.PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
  ];
}

function refuseWrong(path: string, props: ContainerServiceProps): void {
  const problems = new Problems();
  const { minTasks, maxTasks, cpu, memoryMiB } = props.size;
  const imageProblem = ImageReference.problemOf(props.image);
  if (imageProblem !== undefined) problems.addAll([{ at: 'image', ...imageProblem }]);
  problems.when(!isCount(minTasks) || minTasks < 1, { at: 'size.minTasks', must: 'must be a whole number of at least 1', got: minTasks });
  problems.when(!isCount(maxTasks) || maxTasks < minTasks, {
    at: 'size.maxTasks', must: `must be a whole number of at least minTasks (${minTasks})`, got: maxTasks,
  });
  problems.when(cpu !== undefined && !Token.isUnresolved(cpu) && !CPU_SIZES.includes(cpu), {
    at: 'size.cpu', must: `must be one of ${CPU_SIZES.join(', ')}`, got: cpu, fix: '1024 units are one vCPU',
  });
  problems.when(memoryMiB !== undefined && !isCount(memoryMiB), { at: 'size.memoryMiB', must: 'must be a whole number of MiB', got: memoryMiB });
  problems.when(!props.configurationPath.startsWith('/'), {
    at: 'configurationPath', must: 'must start with /', got: props.configurationPath, fix: 'for example /projects/staging/api',
  });
  problems.refuse(`service "${path}"`);
}

function isCount(value: number): boolean {
  return Token.isUnresolved(value) || (Number.isInteger(value) && value >= 0);
}
