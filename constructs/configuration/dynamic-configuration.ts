import { aws_appconfig as appconfig, aws_cloudwatch as cloudwatch, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { isInstant } from '../../lib/values/instant';
import { IConsumer, IServiceDependency } from '../workload/consumer';
import { settingName } from '../workload/setting-name';
import { ConfigurationDocument, ConfigurationDocumentOptions } from './configuration-document';
import { Flag, endsOf, flagDocument } from './flag';
import { FlagEnd } from './flag-end';
import { Rollout, rolloutDefaults, rolloutProblems } from './rollout';

/** Properties of a `DynamicConfiguration`. */
export interface DynamicConfigurationProps {
  /** Name of the application in AppConfig, the same in every environment: 1 to 64 letters, digits, `_`, `-` and `.`. */
  readonly applicationName: string;
  /** Key of flags and documents. */
  readonly key: kms.IKey;
  /** Name of a feature to its flag: a lower case letter, then up to 63 letters, digits, `_` and `-`. */
  readonly flags: { readonly [name: string]: Flag };
  /**
   * How changes go out.
   * @default - in steps of 20 percent over 10 minutes, watched for another 10
   */
  readonly rollout?: Rollout;
  /**
   * What undoes a change while it goes out and is watched, at most 5 alarms.
   * @default - nothing; validators still refuse what is malformed
   */
  readonly alarms?: cloudwatch.IAlarm[];
}

/**
 * Feature flags and configuration of one environment in AWS AppConfig (DEL-05, TEN-06): validated before they go out, under your key, step
 * by step, undone by alarms. A flag with an end is switched off at that moment by EventBridge Scheduler, without anybody's doing (DEL-06).
 * Consumers fetch them through the setting names `<ID>_APPLICATION`, `<ID>_ENVIRONMENT` and `<ID>_PROFILE`.
 *
 * It refuses names AppConfig does not take, ends that are no instant, and rollouts out of range.
 *
 * @see https://docs.aws.amazon.com/appconfig/latest/userguide/what-is-appconfig.html
 * @example
 * declare const key: kms.IKey;
 * new DynamicConfiguration(this, 'Features', {
 *   applicationName: 'projects', key,
 *   flags: { forecast: { enabled: true }, instantPayroll: { enabled: true, tenants: ['acme'], until: '2027-03-31T22:00:00Z' } },
 * });
 */
export class DynamicConfiguration extends Construct implements IServiceDependency {
  /** The application in AppConfig. */
  public readonly application: appconfig.CfnApplication;
  /** The environment in AppConfig. There is one: the account is what separates environments. */
  public readonly environment: appconfig.CfnEnvironment;
  /** How changes go out. */
  public readonly strategy: appconfig.CfnDeploymentStrategy;

  private readonly features: ConfigurationDocument;
  private readonly key: kms.IKey;
  private last: appconfig.CfnDeployment;

  public constructor(scope: Construct, id: string, props: DynamicConfigurationProps) {
    super(scope, id);
    refuseWrong(this.node.path, props);

    this.key = props.key;
    this.application = new appconfig.CfnApplication(this, 'Application', { name: props.applicationName });
    this.environment = this.makeEnvironment(props);
    this.strategy = this.makeStrategy(props);
    this.features = new ConfigurationDocument(this, 'Flags', { ...this.place(), content: flagDocument(props.flags) });
    this.last = this.features.deployment;
    this.endFlags(props);
  }

  public attachTo(consumer: IConsumer): void {
    this.features.allowReading(consumer);
    consumer.addSetting(settingName(this, 'APPLICATION'), this.application.ref);
    consumer.addSetting(settingName(this, 'ENVIRONMENT'), this.environment.ref);
    consumer.addSetting(settingName(this, 'PROFILE'), this.features.profile.ref);
  }

  /**
   * Adds a document of configuration, validated against its schema before it goes out. Documents go out one after the other: AppConfig
   * takes one change of an environment at a time.
   *
   * @param id   name of the document
   * @param options the document and its schema
   */
  public addDocument(id: string, options: ConfigurationDocumentOptions): ConfigurationDocument {
    const document = new ConfigurationDocument(this, id, { ...this.place(), ...options });
    document.deployment.addResourceDependency(this.last);
    this.last = document.deployment;
    return document;
  }

  private place() {
    return { application: this.application, environment: this.environment, strategy: this.strategy, key: this.key };
  }

  private makeEnvironment({ alarms = [] }: DynamicConfigurationProps): appconfig.CfnEnvironment {
    const monitor = alarms.length === 0 ? undefined : this.makeMonitor();
    const environment = new appconfig.CfnEnvironment(this, 'Environment', {
      applicationId: this.application.ref,
      name: 'main',
      monitors: monitor && alarms.map(({ alarmArn }) => ({ alarmArn, alarmRoleArn: monitor.role.roleArn })),
    });
    if (monitor !== undefined) environment.node.addDependency(monitor.policy);
    return environment;
  }

  /** The role with which AppConfig looks at alarms. The call that describes them names no resource. */
  private makeMonitor(): { role: iam.Role; policy: iam.ManagedPolicy } {
    const role = new iam.Role(this, 'MonitorRole', { assumedBy: new iam.ServicePrincipal('appconfig.amazonaws.com'), description: 'Looks at alarms while a change goes out' });
    const policy = new iam.ManagedPolicy(this, 'MonitorPolicy', {
      roles: [role],
      description: 'See alarms',
      statements: [new iam.PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] })],
    });
    return { role, policy };
  }

  private makeStrategy({ applicationName, rollout = {} }: DynamicConfigurationProps): appconfig.CfnDeploymentStrategy {
    const { minutes, stepPercent, bakeMinutes } = { ...rolloutDefaults, ...rollout };
    return new appconfig.CfnDeploymentStrategy(this, 'Strategy', {
      name: `${applicationName}-rollout`,
      deploymentDurationInMinutes: minutes,
      growthFactor: stepPercent,
      growthType: 'LINEAR',
      finalBakeTimeInMinutes: bakeMinutes,
      replicateTo: 'NONE',
    });
  }

  /** One version and one schedule for each moment at which a flag ends, named for the moment. */
  private endFlags({ flags }: DynamicConfigurationProps): void {
    for (const moment of endsOf(flags)) {
      const version = this.features.addVersion(`Until${moment / 1000}`, flagDocument(flags, moment));
      new FlagEnd(this, `End${moment / 1000}`, { ...this.place(), moment, version, profile: this.features.profile });
    }
  }
}

function refuseWrong(path: string, { applicationName, flags, rollout = {}, alarms = [] }: DynamicConfigurationProps): void {
  const problems = new Problems();
  problems.when(!/^[\w.-]{1,64}$/.test(applicationName), {
    at: 'applicationName', must: 'must be 1 to 64 letters, digits, "_", "-" and "."', got: applicationName,
  });
  for (const [name, { until }] of Object.entries(flags)) {
    problems.when(!/^[a-z][A-Za-z0-9_-]{0,63}$/.test(name), {
      at: 'flags', must: 'must have names of a lower case letter and up to 63 letters, digits, "_" and "-"', got: name,
    });
    problems.when(until !== undefined && !isInstant(until), {
      at: `flags.${name}.until`, must: 'must be an ISO 8601 instant with a zone', got: until, fix: 'write for example "2027-03-31T22:00:00Z"',
    });
  }
  problems.when(alarms.length > 5, { at: 'alarms', must: 'must be at most 5', got: alarms.length });
  problems.addAll(rolloutProblems(rollout), 'rollout');
  problems.refuse(`configuration "${path}"`);
}
