import { ArnFormat, Stack, aws_appconfig as appconfig, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { IConsumer, IServiceDependency } from '../workload/consumer';
import { settingName } from '../workload/setting-name';

/** A document of configuration and what it must look like. */
export interface ConfigurationDocumentOptions {
  /** The document, JSON. Never a secret. */
  readonly content: string;
  /**
   * JSON Schema (draft 4) that AppConfig holds the document against before it goes out.
   * @see https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-creating-configuration-and-profile-validators.html
   * @default - they are feature flags, which AppConfig checks by a schema of its own
   */
  readonly schema?: string;
}

/** Properties of a `ConfigurationDocument`. */
export interface ConfigurationDocumentProps extends ConfigurationDocumentOptions {
  /** The application in AppConfig. */
  readonly application: appconfig.CfnApplication;
  /** The environment in AppConfig. */
  readonly environment: appconfig.CfnEnvironment;
  /** How changes go out. */
  readonly strategy: appconfig.CfnDeploymentStrategy;
  /** Key of the document. */
  readonly key: kms.IKey;
}

/**
 * One document in AWS AppConfig: its profile with validator and key, its present version, and the deployment that brings it out. It refuses
 * content and schemas that are no JSON, and documents above 1 MiB.
 *
 * Made by `DynamicConfiguration.addDocument`.
 *
 * @example
 * declare const configuration: DynamicConfiguration;
 * configuration.addDocument('Rounding', {
 *   content: JSON.stringify({ minutes: 15 }),
 *   schema: JSON.stringify({ type: 'object', required: ['minutes'], properties: { minutes: { type: 'integer', minimum: 1, maximum: 60 } } }),
 * });
 */
export class ConfigurationDocument extends Construct implements IServiceDependency {
  /** What it is and how it is checked. */
  public readonly profile: appconfig.CfnConfigurationProfile;
  /** What brings the present version out. */
  public readonly deployment: appconfig.CfnDeployment;

  public constructor(scope: Construct, id: string, private readonly props: ConfigurationDocumentProps) {
    super(scope, id);
    refuseWrong(this.node.path, props);

    this.profile = this.makeProfile();
    this.deployment = this.makeDeployment(this.addVersion('Version', props.content));
  }

  public attachTo(consumer: IConsumer): void {
    this.allowReading(consumer);
    consumer.addSetting(settingName(this, 'APPLICATION'), this.props.application.ref);
    consumer.addSetting(settingName(this, 'ENVIRONMENT'), this.props.environment.ref);
    consumer.addSetting(settingName(this, 'PROFILE'), this.profile.ref);
  }

  /**
   * Lets `consumer` fetch this document, and nothing else of AppConfig.
   *
   * @param consumer what reads it
   */
  public allowReading(consumer: IConsumer): void {
    const { application, environment } = this.props;
    consumer.allow(new iam.PolicyStatement({
      actions: ['appconfig:GetLatestConfiguration', 'appconfig:StartConfigurationSession'],
      resources: [Stack.of(this).formatArn({
        service: 'appconfig', resource: 'application', arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
        resourceName: `${application.ref}/environment/${environment.ref}/configuration/${this.profile.ref}`,
      })],
    }));
    consumer.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [this.props.key.keyArn] }));
  }

  /**
   * Adds a version beside the present one, for whoever brings it out later.
   *
   * @param id      names the version
   * @param content the document, JSON
   */
  public addVersion(id: string, content: string): appconfig.CfnHostedConfigurationVersion {
    return new appconfig.CfnHostedConfigurationVersion(this, id, {
      applicationId: this.props.application.ref, configurationProfileId: this.profile.ref, contentType: 'application/json', content,
    });
  }

  private makeProfile(): appconfig.CfnConfigurationProfile {
    const { schema, application, key } = this.props;
    return new appconfig.CfnConfigurationProfile(this, 'Profile', {
      applicationId: application.ref,
      name: this.node.id,
      locationUri: 'hosted',
      type: schema === undefined ? 'AWS.AppConfig.FeatureFlags' : 'AWS.Freeform',
      kmsKeyIdentifier: key.keyArn,
      validators: schema === undefined ? undefined : [{ type: 'JSON_SCHEMA', content: schema }],
    });
  }

  private makeDeployment(version: appconfig.CfnHostedConfigurationVersion): appconfig.CfnDeployment {
    const { application, environment, strategy, key } = this.props;
    return new appconfig.CfnDeployment(this, 'Deployment', {
      applicationId: application.ref,
      environmentId: environment.ref,
      configurationProfileId: this.profile.ref,
      configurationVersion: version.ref,
      deploymentStrategyId: strategy.ref,
      kmsKeyIdentifier: key.keyArn,
    });
  }
}

function refuseWrong(path: string, { content, schema }: ConfigurationDocumentProps): void {
  const problems = new Problems();
  for (const [at, value] of Object.entries({ content, schema })) {
    problems.when(value !== undefined && !isJson(value), { at, must: 'must be JSON', got: value?.slice(0, 40), fix: 'write JSON.stringify(...)' });
  }
  const size = Buffer.byteLength(content);
  problems.when(size > 1_048_576, { at: 'content', must: 'must be at most 1 MiB', got: `${size} bytes` });
  problems.refuse(`configuration document "${path}"`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
