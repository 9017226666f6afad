import {
  Duration, RemovalPolicy, Stack, Token, aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_kms as kms, aws_logs as logs,
  aws_secretsmanager as secretsmanager, aws_ssm as ssm,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { fargateMemory } from '../../lib/values/fargate-memory';
import { ImageReference } from '../../lib/values/image-reference';
import { Problem, Problems } from '../../lib/values/problems';
import { IServiceDependency } from './consumer';
import { ServiceCluster } from './service-cluster';

/** The size of one task. */
export interface TaskSize {
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

/** A place that a container may write to, beside its read-only root file system. What is written is gone with the task. */
export interface ScratchVolume {
  /**
   * Where it is mounted: a folder below the root. The image declares it with `VOLUME` and gives it to user 65532, since a volume takes its owner
   * from the image.
   * @default /tmp
   */
  readonly path?: string;
  /**
   * Size of the task's temporary storage in GiB, 21 to 200. It is encrypted with the key of the cluster.
   * @default - 20 GiB, what every task has, image layers included
   */
  readonly sizeGiB?: number;
}

/** What every kind of container task is made of, whether it runs for long or comes and goes. */
export interface ContainerTaskProps {
  /** The cluster it runs in. */
  readonly cluster: ServiceCluster;

  /**
   * The image by digest, `<account>.dkr.ecr.<region>.amazonaws.com/<repository>@sha256:<64 hex digits>`. A tag is
   * refused: a tag can be moved after the release was approved (DEL-01).
   */
  readonly image: string;

  /** Key of the log group. */
  readonly logKey: kms.IKey;

  /** How long logs are kept. */
  readonly logRetention: logs.RetentionDays;

  /**
   * Path in Parameter Store below which the configuration lies, for example `/projects/api`. Every setting is injected from
   * there, in every environment in the same way (DEL-05).
   */
  readonly configurationPath: string;

  /**
   * Name of the role with which ECS starts the task, so that an image repository of another account can admit it by name.
   * @default CloudFormation makes one up
   */
  readonly executionRoleName?: string;

  /**
   * Command that replaces the image's own.
   * @default the image's own command
   */
  readonly command?: string[];

  /**
   * What it uses. Each gives it an address, a network path and permissions; there are no others.
   * @default it uses nothing
   */
  readonly uses?: IServiceDependency[];

  /**
   * A place it may write to.
   * @default - it writes nowhere: its root file system is read-only
   */
  readonly scratch?: ScratchVolume;

  /**
   * Customer managed policy that bounds the roles.
   * @default no boundary is set here; an environment puts its own on every role
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;
}

const defaults = {
  cpu: 512,
  /** "nobody" of distroless images: an image that needs root is refused by ECS at start, not run as root. */
  user: '65532:65532',
  scratchPath: '/tmp',
};

/**
 * The parts of a container task, made in the scope of whoever runs it: roles with one managed policy each, the task
 * definition, its container and its log group, and the security group.
 */
export class TaskParts {
  public readonly definition: ecs.FargateTaskDefinition;
  public readonly taskRole: iam.Role;
  public readonly executionRole: iam.Role;
  public readonly securityGroup: ec2.SecurityGroup;

  private readonly container: ecs.ContainerDefinition;
  private readonly executionPolicy: iam.ManagedPolicy;
  private readonly configurationPath: string;
  private taskPolicy?: iam.ManagedPolicy;

  public constructor(private readonly scope: Construct, props: ContainerTaskProps, size: TaskSize, port?: number) {
    this.configurationPath = props.configurationPath;
    const assumedBy = tasksOf(Stack.of(scope));
    const { permissionsBoundary } = props;
    this.taskRole = new iam.Role(scope, 'TaskRole', { assumedBy, permissionsBoundary, description: `Code of ${scope.node.id}` });
    this.executionRole = new iam.Role(scope, 'ExecutionRole', {
      assumedBy, permissionsBoundary, roleName: props.executionRoleName, description: `Start of ${scope.node.id}`,
    });
    this.executionPolicy = this.makePolicy('ExecutionPolicy', this.executionRole, 'What ECS may do to start this service');
    this.definition = this.makeDefinition(size, props.scratch?.sizeGiB);
    this.container = this.addContainer(props, port);
    if (props.scratch !== undefined) this.addScratch(props.scratch);
    // A task that starts before its permissions are attached fails, and three failures roll the deployment back.
    this.definition.node.addDependency(this.executionPolicy);
    this.securityGroup = new ec2.SecurityGroup(scope, 'SecurityGroup', {
      vpc: props.cluster.cluster.vpc, allowAllOutbound: false, description: `Reach of ${scope.node.id}`,
    });
  }

  public allow(statement: iam.PolicyStatement): void {
    this.taskPolicy ??= this.makePolicy('TaskPolicy', this.taskRole, 'What the code of this service may do');
    this.definition.node.addDependency(this.taskPolicy);
    this.taskPolicy.addStatements(statement);
  }

  public addSetting(name: string, value: string): void {
    const parameter = new ssm.StringParameter(this.scope, `Setting${name}`, {
      parameterName: `${this.configurationPath}/${name}`,
      stringValue: value,
      description: `${name} of ${this.scope.node.id}`,
    });
    this.container.addSecret(name, ecs.Secret.fromSsmParameter(parameter));
    this.executionPolicy.addStatements(new iam.PolicyStatement({ actions: ['ssm:GetParameters'], resources: [parameter.parameterArn] }));
  }

  public addSecret(name: string, secret: secretsmanager.ISecret, key: kms.IKey): void {
    this.container.addSecret(name, ecs.Secret.fromSecretsManager(secret));
    this.executionPolicy.addStatements(
      new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
      new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }),
    );
  }

  /** HTTPS out: to the interface endpoints of AWS, and to what the egress firewall lets through. Nothing else. */
  public allowTlsOut(): void {
    this.securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'TLS; the egress firewall and the endpoints decide where to');
  }

  private makePolicy(id: string, role: iam.Role, description: string): iam.ManagedPolicy {
    return new iam.ManagedPolicy(this.scope, id, { roles: [role], description });
  }

  private makeDefinition(size: TaskSize, ephemeralStorageGiB?: number): ecs.FargateTaskDefinition {
    const cpu = size.cpu ?? defaults.cpu;
    return new ecs.FargateTaskDefinition(this.scope, 'Task', {
      cpu,
      memoryLimitMiB: size.memoryMiB ?? cpu * 2,
      ephemeralStorageGiB,
      // Without policy updates: every permission stands in the two managed policies, none in a hidden inline policy.
      taskRole: this.taskRole.withoutPolicyUpdates(),
      executionRole: this.executionRole.withoutPolicyUpdates(),
      runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
    });
  }

  private addScratch({ path = defaults.scratchPath }: ScratchVolume): void {
    this.definition.addVolume({ name: 'scratch' });
    this.container.addMountPoints({ sourceVolume: 'scratch', containerPath: path, readOnly: false });
  }

  private addContainer(props: ContainerTaskProps, port?: number): ecs.ContainerDefinition {
    const logGroup = new logs.LogGroup(this.scope, 'Logs', {
      encryptionKey: props.logKey, retention: props.logRetention, removalPolicy: RemovalPolicy.DESTROY,
    });
    const linuxParameters = new ecs.LinuxParameters(this.scope, 'Linux', { initProcessEnabled: true });
    linuxParameters.dropCapabilities(ecs.Capability.ALL);
    this.executionPolicy.addStatements(
      new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
      ...pullStatements(ImageReference.parse(props.image), Stack.of(this.scope).partition),
    );
    return this.definition.addContainer('app', {
      image: new ImageByDigest(props.image),
      command: props.command,
      user: defaults.user,
      readonlyRootFilesystem: true,
      linuxParameters,
      portMappings: port === undefined ? [] : [{ containerPort: port, name: 'app' }],
      logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: 'app', mode: ecs.AwsLogDriverMode.NON_BLOCKING }),
      stopTimeout: Duration.seconds(60),
    });
  }
}

/** What is wrong with the image, the configuration path and the scratch volume; those of sizes are told by `taskSizeProblems`. */
export function containerTaskProblems({ image, configurationPath, scratch }: ContainerTaskProps): readonly Problem[] {
  const problems = new Problems();
  const imageProblem = ImageReference.problemOf(image);
  if (imageProblem !== undefined) problems.addAll([{ at: 'image', ...imageProblem }]);
  problems.when(!configurationPath.startsWith('/'), {
    at: 'configurationPath', must: 'must start with /', got: configurationPath, fix: 'for example /projects/staging/api',
  });
  if (scratch !== undefined) problems.addAll(scratchProblems(scratch), 'scratch');
  return problems.list;
}

function scratchProblems({ path = defaults.scratchPath, sizeGiB }: ScratchVolume): readonly Problem[] {
  const problems = new Problems();
  problems.when(!/^(\/[A-Za-z0-9_][A-Za-z0-9._-]*)+$/.test(path) || /^\/(proc|sys|dev|etc|bin|sbin|usr|lib)(\/|$)/.test(path), {
    at: 'path', must: 'must be a folder below the root that holds no part of the system', got: path, fix: 'for example /tmp',
  });
  problems.when(sizeGiB !== undefined && !Token.isUnresolved(sizeGiB) && !(Number.isInteger(sizeGiB) && sizeGiB >= 21 && sizeGiB <= 200), {
    at: 'sizeGiB', must: 'must be a whole number from 21 to 200', got: sizeGiB, fix: 'leave it out for the 20 GiB that every task has',
  });
  return problems.list;
}

/** What is wrong with the size of a task. */
export function taskSizeProblems({ cpu, memoryMiB }: TaskSize): readonly Problem[] {
  const problems = new Problems();
  if (Token.isUnresolved(cpu) || Token.isUnresolved(memoryMiB)) return problems.list;
  const offered = fargateMemory.get(cpu ?? defaults.cpu);
  problems.when(offered === undefined, { at: 'size.cpu', must: `must be one of ${[...fargateMemory.keys()].join(', ')}`, got: cpu, fix: '1024 units are one vCPU' });
  problems.when(offered !== undefined && memoryMiB !== undefined && !offered.includes(memoryMiB), {
    at: 'size.memoryMiB', must: `must be a memory AWS Fargate offers with ${cpu ?? defaults.cpu} CPU units, ${offered?.[0]} to ${offered?.at(-1)}`, got: memoryMiB,
  });
  return problems.list;
}

/** A whole number that is not negative, or one that is known at deployment only. */
export function isCount(value: number): boolean {
  return Token.isUnresolved(value) || (Number.isInteger(value) && value >= 0);
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

/** Tasks of this account and region, and no others. */
function tasksOf({ account, region, partition }: Stack): iam.ServicePrincipal {
  return new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
    conditions: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': `arn:${partition}:ecs:${region}:${account}:*` },
    },
  });
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
