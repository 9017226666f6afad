import {
  Duration, aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_kms as kms,
  aws_secretsmanager as secretsmanager, aws_servicediscovery as discovery,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DefinitionError, Problems } from '../../lib/values/problems';
import { IConsumer, IServiceDependency } from './consumer';
import { ReleaseMode, ReleaseStrategy, movesCallers, releaseDefaults, releaseProblems } from './release-strategy';
import { settingName } from './setting-name';
import { ContainerTaskProps, TaskParts, TaskSize, containerTaskProblems, isCount, taskSizeProblems } from './task-parts';

/** How large a service is: its tasks and the size of each. */
export interface ServiceSize extends TaskSize {
  /** Tasks that always run. At least 1. */
  readonly minTasks: number;
  /** Tasks that run under the highest load. At least `minTasks`. */
  readonly maxTasks: number;
}

/** Properties of a `ContainerService`. */
export interface ContainerServiceProps extends ContainerTaskProps {
  /** How many tasks, and how large. */
  readonly size: ServiceSize;

  /**
   * Port the service listens on.
   * @default it accepts no connections: a worker
   */
  readonly port?: number;

  /**
   * Whether the service speaks TLS on its port, with a certificate that it makes or is given when it starts. The load balancer then calls it by
   * HTTPS, and whoever uses it is told the scheme. Load balancers take any certificate of a target: the network vouches for who answers.
   * @default false - plain HTTP, which the network of an environment encrypts between hosts; see `Network`
   */
  readonly speaksTls?: boolean;

  /**
   * How a new version takes over. With every mode but rolling the service is reached through its load balancer only and has no name
   * in service discovery, which ECS cannot move from one version to the other.
   * @default - rolling
   */
  readonly release?: ReleaseStrategy;
}

const defaults = { speaksTls: false, release: { mode: ReleaseMode.ROLLING }, targetCpuPercent: 60, targetMemoryPercent: 75 };

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
export class ContainerService extends Construct implements IConsumer, IServiceDependency {
  /** The ECS service. */
  public readonly service: ecs.FargateService;
  /** The network reach of the service: nothing but what was declared. */
  public readonly connections: ec2.Connections;
  /** The role the code runs with. Its permissions are in one customer managed policy; see `allow`. */
  public readonly taskRole: iam.Role;
  /** Port the service listens on, or undefined for a worker. */
  public readonly port?: number;

  /** Whether the service speaks TLS on its port. */
  public readonly speaksTls: boolean;

  /** Whether releases move callers from one version to the other: the service is then routed to by `Ingress.release`. */
  public readonly movesCallers: boolean;

  private readonly namespaceName: string;
  private readonly parts: TaskParts;
  private readonly scaling: ecs.ScalableTaskCount;

  public constructor(scope: Construct, id: string, props: ContainerServiceProps) {
    super(scope, id);
    refuseWrong(this.node.path, props);

    this.port = props.port;
    this.speaksTls = props.speaksTls ?? defaults.speaksTls;
    this.movesCallers = movesCallers(props.release ?? defaults.release);
    this.namespaceName = props.cluster.namespace.namespaceName;
    this.parts = new TaskParts(this, props, props.size, props.port);
    this.taskRole = this.parts.taskRole;
    this.connections = new ec2.Connections({ securityGroups: [this.parts.securityGroup] });
    this.service = this.makeService(props);
    this.scaling = this.scaleOnLoad(props);
    this.parts.allowTlsOut();
    for (const dependency of props.uses ?? []) dependency.attachTo(this);
  }

  /**
   * Lets something else of the environment call this service by its name in service discovery. Refused for a worker, which
   * listens to nobody.
   */
  public attachTo(consumer: IConsumer): void {
    if (this.port === undefined) {
      throw new DefinitionError(`service "${consumer.node.path}"`, [{
        at: 'uses', must: 'must name services that listen', got: this.node.id, fix: 'give it a port, or let both use a queue',
      }]);
    }
    if (this.movesCallers) {
      throw new DefinitionError(`service "${consumer.node.path}"`, [{
        at: 'uses', must: 'must not name a service whose releases move callers', got: this.node.id, fix: 'move what both need to a service of its own, or let it roll',
      }]);
    }
    consumer.connectTo(this, ec2.Port.tcp(this.port), `${consumer.node.id} to ${this.node.id}`);
    consumer.addSetting(settingName(this, 'HOST'), `${this.node.id.toLowerCase()}.${this.namespaceName}`);
    consumer.addSetting(settingName(this, 'PORT'), String(this.port));
    if (this.speaksTls) consumer.addSetting(settingName(this, 'SCHEME'), 'https');
  }

  /**
   * Lets the code of this service do what `statement` says.
   *
   * @param statement an allow statement that names its resources
   */
  public allow(statement: iam.PolicyStatement): void {
    this.parts.allow(statement);
  }

  /**
   * Lets the code of this service do what `policy` says.
   *
   * @param policy a policy that stands beside the resource it opens
   */
  public allowPolicy(policy: iam.IManagedPolicy): void {
    this.taskRole.addManagedPolicy(policy);
  }

  /**
   * Gives the service a setting as the environment variable `name`, through Parameter Store.
   *
   * @param name  name of the environment variable, upper case
   * @param value the value; never a secret, use `addSecret` for those
   */
  public addSetting(name: string, value: string): void {
    this.parts.addSetting(name, value);
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
    this.parts.addSecret(name, secret, key);
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
   * Undoes a release when one of the alarms goes off while it is under way or baking.
   *
   * @param alarms what watches the service
   */
  public rollBackOn(...alarms: cloudwatch.IAlarm[]): void {
    this.service.enableDeploymentAlarms(alarms.map(({ alarmName }) => alarmName), { behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM });
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

  private makeService(props: ContainerServiceProps): ecs.FargateService {
    return new ecs.FargateService(this, 'Service', {
      cluster: props.cluster.cluster,
      taskDefinition: this.parts.definition,
      // No desired count: CloudFormation would set it with each deployment, and take away what scaling has added under load.
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      ...releaseOf(props.release ?? defaults.release),
      circuitBreaker: { enable: true, rollback: true },
      enableExecuteCommand: false,
      assignPublicIp: false,
      vpcSubnets: { subnetGroupName: 'private' },
      securityGroups: [this.parts.securityGroup],
      platformVersion: ecs.FargatePlatformVersion.VERSION1_4,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
      enableECSManagedTags: true,
      availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
      cloudMapOptions: props.port === undefined || this.movesCallers ? undefined : {
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
}

/** The strategy in the words of ECS; nothing for a rolling release, which is what ECS does by itself. */
function releaseOf(release: ReleaseStrategy): Partial<ecs.FargateServiceProps> {
  const { mode, stepPercent = releaseDefaults.stepPercent, stepWait: stepBakeTime = releaseDefaults.stepWait, bake: bakeTime = releaseDefaults.bake } = release;
  const step = { stepPercent, stepBakeTime };
  switch (mode) {
    case ReleaseMode.ROLLING: return {};
    case ReleaseMode.BLUE_GREEN: return { deploymentStrategy: ecs.DeploymentStrategy.BLUE_GREEN, bakeTime };
    case ReleaseMode.CANARY: return { deploymentStrategy: ecs.DeploymentStrategy.CANARY, canaryConfiguration: step, bakeTime };
    case ReleaseMode.LINEAR: return { deploymentStrategy: ecs.DeploymentStrategy.LINEAR, linearConfiguration: step, bakeTime };
  }
}

function refuseWrong(path: string, props: ContainerServiceProps): void {
  const problems = new Problems();
  const { minTasks, maxTasks } = props.size;
  problems.addAll(containerTaskProblems(props));
  problems.when(!isCount(minTasks) || minTasks < 1, { at: 'size.minTasks', must: 'must be a whole number of at least 1', got: minTasks });
  problems.when(!isCount(maxTasks) || maxTasks < minTasks, {
    at: 'size.maxTasks', must: `must be a whole number of at least minTasks (${minTasks})`, got: maxTasks,
  });
  problems.addAll(taskSizeProblems(props.size));
  problems.when((props.speaksTls ?? defaults.speaksTls) && props.port === undefined, { at: 'speaksTls', must: 'must be of a service that listens', fix: 'give it a port, or leave it out' });
  const { release = defaults.release } = props;
  problems.addAll(releaseProblems(release), 'release');
  problems.when(movesCallers(release) && props.port === undefined, {
    at: 'release.mode', must: 'must be rolling for a worker, which nobody calls', got: release.mode,
  });
  problems.refuse(`service "${path}"`);
}
