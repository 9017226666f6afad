import {
  Duration, RemovalPolicy, Stack, aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_stepfunctions as sfn,
  aws_stepfunctions_tasks as tasks, Size,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ImageReference } from '../../lib/values/image-reference';
import { Problems } from '../../lib/values/problems';
import { RecordedWorkflow } from '../runtime/recorded-workflow';
import { TaskSize, taskSizeProblems } from '../workload/task-parts';

/** Properties of a `MaskingTask`. */
export interface MaskingTaskProps {
  /** The cluster; its network is where the task runs. */
  readonly cluster: ecs.ICluster;

  /** The subnets. */
  readonly subnets: ec2.SubnetSelection;

  /** The masking image by digest, `<account>.dkr.ecr.<region>.amazonaws.com/<repository>@sha256:<64 hex digits>`: program and policies in one. */
  readonly image: string;

  /** Name of the role of the program, so that a bucket or a key of another account can admit it by name. */
  readonly roleName: string;

  /** Name of the role that starts it, so that the image's repository can admit it by name. */
  readonly executionRoleName: string;

  /** What the program is told in every step, beside what the step tells it. Never a secret. */
  readonly settings: { readonly [name: string]: string };

  /** Key of the log. */
  readonly logKey: kms.IKey;

  /** How long the log is kept. It holds counts and never a value of the data. */
  readonly logRetention: logs.RetentionDays;

  /**
   * The size of the task.
   * @default 4096 CPU units and 8192 MiB
   */
  readonly size?: TaskSize;

  /**
   * Space for a dump on its way, 21 to 200 GiB, encrypted with the key of the cluster.
   * @default Size.gibibytes(100)
   */
  readonly scratch?: Size;
}

const defaults = { cpu: 4096, memoryMiB: 8192, scratch: Size.gibibytes(100), container: 'masking', folder: '/scratch', user: '65532:65532' };

/**
 * The masking program as a task on Fargate: image by digest, no root, a root file system that cannot be written, a scratch folder, roles with
 * one managed policy each, an encrypted log. It may do nothing until `allow`, and reaches nothing until it is connected. Its roles have
 * names, because what it reads and writes in other accounts is admitted role by role.
 *
 * It refuses an image by tag, sizes that Fargate does not offer, and names of roles that IAM does not take.
 *
 * @example
 * declare const cluster: ecs.Cluster;
 * declare const key: kms.IKey;
 * new MaskingTask(this, 'Masking', {
 *   cluster, subnets: { subnetGroupName: 'isolated' }, roleName: 'projects-masking', executionRoleName: 'projects-masking-execution', settings: {}, logKey: key,
 *   logRetention: logs.RetentionDays.ONE_YEAR,
 *   image: '555555555555.dkr.ecr.eu-west-1.amazonaws.com/projects/masking@sha256:af2dd29e2af1769ac933e2570afc0a4c3f2578de2439bc6ac5a9059808d28593',
 * });
 */
export class MaskingTask extends Construct implements ec2.IConnectable {
  /** What is run. */
  public readonly taskDefinition: ecs.FargateTaskDefinition;
  /** The role of the program. Permissions stand in one customer managed policy; see `allow`. */
  public readonly taskRole: iam.Role;
  /** The role that starts it. */
  public readonly executionRole: iam.Role;
  /** The network reach: nothing but what is declared. */
  public readonly connections: ec2.Connections;

  private readonly policy: iam.ManagedPolicy;
  private readonly container: ecs.ContainerDefinition;

  public constructor(scope: Construct, id: string, private readonly props: MaskingTaskProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.taskRole = this.makeRole('TaskRole', props.roleName, 'The masking program');
    this.executionRole = this.makeRole('ExecutionRole', props.executionRoleName, 'Start of the masking program');
    this.policy = new iam.ManagedPolicy(this, 'TaskPolicy', { roles: [this.taskRole], description: 'What the masking program may do' });
    this.taskDefinition = this.makeDefinition(props);
    this.container = this.addContainer(props);
    this.connections = new ec2.Connections({ securityGroups: [this.makeSecurityGroup(props)] });
  }

  /**
   * Lets the program do what `statement` says.
   *
   * @param statement an allow statement that names its resources
   */
  public allow(statement: iam.PolicyStatement): void {
    this.policy.addStatements(statement);
  }

  /**
   * A step of a state machine that runs the program to its end. A program that ends with an error fails the step.
   *
   * @param scope    where the step is made
   * @param id       name of the step
   * @param settings what the program is told in this step; values may be paths into the state
   * @param timeout  when the step is given up
   */
  public step(scope: Construct, id: string, settings: { readonly [name: string]: string }, timeout: Duration): sfn.TaskStateBase {
    return new tasks.EcsRunTask(scope, id, {
      integrationPattern: sfn.IntegrationPattern.RUN_JOB,
      cluster: this.props.cluster,
      taskDefinition: this.taskDefinition,
      launchTarget: new tasks.EcsFargateLaunchTarget({ platformVersion: ecs.FargatePlatformVersion.VERSION1_4 }),
      assignPublicIp: false,
      subnets: this.props.subnets,
      securityGroups: this.connections.securityGroups,
      propagatedTagSource: ecs.PropagatedTagSource.TASK_DEFINITION,
      containerOverrides: [{ containerDefinition: this.container, environment: Object.entries(settings).map(([name, value]) => ({ name, value })) }],
      taskTimeout: sfn.Timeout.duration(timeout),
      resultPath: sfn.JsonPath.DISCARD,
    });
  }

  /**
   * Lets a workflow run the program, and stop it.
   *
   * @param workflow the workflow that has steps of this task
   */
  public allowRunning(workflow: RecordedWorkflow): void {
    const { partition, region, account } = Stack.of(this);
    const allow = (actions: string[], resources: string[], conditions?: Record<string, Record<string, string>>) => workflow.allow(new iam.PolicyStatement({ actions, resources, conditions }));
    const onThisCluster = { ArnEquals: { 'ecs:cluster': this.props.cluster.clusterArn } };
    allow(['ecs:RunTask'], [this.taskDefinition.taskDefinitionArn], onThisCluster);
    allow(['ecs:DescribeTasks', 'ecs:StopTask'], [`arn:${partition}:ecs:${region}:${account}:task/*`], onThisCluster);
    allow(['ecs:TagResource'], [`arn:${partition}:ecs:${region}:${account}:task/*`], { StringEquals: { 'ecs:CreateAction': 'RunTask' } });
    allow(['iam:PassRole'], [this.taskRole.roleArn, this.executionRole.roleArn], { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } });
    // Waiting for the end of a task goes through a rule that Step Functions makes (Step Functions guide, "Run Amazon ECS tasks").
    allow(['events:DescribeRule', 'events:PutRule', 'events:PutTargets'], [`arn:${partition}:events:${region}:${account}:rule/StepFunctionsGetEventsForECSTaskRule`]);
  }

  private makeRole(id: string, roleName: string, description: string): iam.Role {
    const { partition, region, account } = Stack.of(this);
    return new iam.Role(this, id, {
      roleName, description,
      assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': `arn:${partition}:ecs:${region}:${account}:*` } },
      }),
    });
  }

  private makeDefinition({ size, scratch = defaults.scratch }: MaskingTaskProps): ecs.FargateTaskDefinition {
    const definition = new ecs.FargateTaskDefinition(this, 'Task', {
      cpu: size?.cpu ?? defaults.cpu,
      memoryLimitMiB: size?.memoryMiB ?? defaults.memoryMiB,
      ephemeralStorageGiB: scratch.toGibibytes(),
      taskRole: this.taskRole.withoutPolicyUpdates(),
      executionRole: this.executionRole.withoutPolicyUpdates(),
      runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
      volumes: [{ name: 'scratch' }],
    });
    definition.node.addDependency(this.policy);
    return definition;
  }

  private addContainer(props: MaskingTaskProps): ecs.ContainerDefinition {
    const logGroup = new logs.LogGroup(this, 'Logs', { encryptionKey: props.logKey, retention: props.logRetention, removalPolicy: RemovalPolicy.DESTROY });
    const linuxParameters = new ecs.LinuxParameters(this, 'Linux', { initProcessEnabled: true });
    linuxParameters.dropCapabilities(ecs.Capability.ALL);
    this.makeExecutionPolicy(props, logGroup);
    const container = this.taskDefinition.addContainer(defaults.container, {
      image: new MaskingImage(props.image), user: defaults.user, readonlyRootFilesystem: true, linuxParameters, stopTimeout: Duration.seconds(60),
      environment: { ...props.settings, SCRATCH: defaults.folder },
      logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: 'masking', mode: ecs.AwsLogDriverMode.NON_BLOCKING }),
    });
    container.addMountPoints({ sourceVolume: 'scratch', containerPath: defaults.folder, readOnly: false });
    return container;
  }

  private makeExecutionPolicy({ image }: MaskingTaskProps, logGroup: logs.ILogGroup): void {
    const from = ImageReference.parse(image);
    this.taskDefinition.node.addDependency(new iam.ManagedPolicy(this, 'ExecutionPolicy', {
      roles: [this.executionRole], description: 'What ECS may do to start the masking program',
      statements: [
        new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
        new iam.PolicyStatement({
          actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
          resources: [`arn:${Stack.of(this).partition}:ecr:${from.region}:${from.account}:repository/${from.repository}`],
        }),
        new iam.PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
      ],
    }));
  }

  /** HTTPS to the endpoints of AWS, whose policies decide; there is nothing else to reach by it in a sealed network. */
  private makeSecurityGroup({ cluster }: MaskingTaskProps): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc: cluster.vpc, allowAllOutbound: false, description: 'Reach of the masking program' });
    group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'TLS to AWS; the endpoints decide where to');
    return group;
  }
}

/** The image exactly as written. */
class MaskingImage extends ecs.ContainerImage {
  public constructor(private readonly imageName: string) {
    super();
  }

  public bind(): ecs.ContainerImageConfig {
    return { imageName: this.imageName };
  }
}

function refuse(path: string, { image, roleName, executionRoleName, size, scratch = defaults.scratch }: MaskingTaskProps): void {
  const problems = new Problems();
  const imageProblem = ImageReference.problemOf(image);
  if (imageProblem !== undefined) problems.addAll([{ at: 'image', ...imageProblem }]);
  problems.addAll(taskSizeProblems(size ?? {}));
  for (const [at, name] of Object.entries({ roleName, executionRoleName })) {
    problems.when(!/^[\w+=,.@-]{1,64}$/.test(name), { at, must: 'must be the name of a role', got: name });
  }
  const space = scratch.toGibibytes();
  problems.when(space < 21 || space > 200, { at: 'scratch', must: 'must be 21 to 200 GiB', got: space });
  problems.refuse(`masking task "${path}"`);
}
