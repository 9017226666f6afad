import { ArnFormat, Stack, aws_appconfig as appconfig, aws_iam as iam, aws_kms as kms, aws_scheduler as scheduler } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** What a `FlagEnd` is made from. */
export interface FlagEndProps {
  readonly application: appconfig.CfnApplication;
  readonly environment: appconfig.CfnEnvironment;
  readonly profile: appconfig.CfnConfigurationProfile;
  readonly strategy: appconfig.CfnDeploymentStrategy;
  readonly key: kms.IKey;
  /** What is brought out. */
  readonly version: appconfig.CfnHostedConfigurationVersion;
  /** When, in milliseconds since 1970. */
  readonly moment: number;
}

/** Brings a version of the flags out at a moment: the end of what was meant to end, without anybody's doing. */
export class FlagEnd extends Construct {
  public constructor(scope: Construct, id: string, private readonly props: FlagEndProps) {
    super(scope, id);
    const { role, policy } = this.makeRole();
    const schedule = this.makeSchedule(role);
    schedule.node.addDependency(policy);
  }

  private makeSchedule(role: iam.Role): scheduler.CfnSchedule {
    const { application, environment, profile, strategy, version, key, moment } = this.props;
    return new scheduler.CfnSchedule(this, 'Schedule', {
      description: 'Switches off what ends at this moment',
      scheduleExpression: `at(${new Date(moment).toISOString().slice(0, 19)})`,
      scheduleExpressionTimezone: 'UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      kmsKeyArn: key.keyArn,
      target: {
        arn: `arn:${Stack.of(this).partition}:scheduler:::aws-sdk:appconfig:startDeployment`,
        roleArn: role.roleArn,
        input: Stack.of(this).toJsonString({
          ApplicationId: application.ref,
          EnvironmentId: environment.ref,
          ConfigurationProfileId: profile.ref,
          ConfigurationVersion: version.ref,
          DeploymentStrategyId: strategy.ref,
          KmsKeyIdentifier: key.keyArn,
        }),
        // Another change may be going out at this moment; the tries of a day outlast it.
        retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 },
      },
    });
  }

  private makeRole(): { role: iam.Role; policy: iam.ManagedPolicy } {
    const { application, environment, profile, strategy, key } = this.props;
    const stack = Stack.of(this);
    const arn = (resource: string, resourceName: string): string => stack.formatArn({
      service: 'appconfig', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
      description: 'Switches flags off at their end',
    });
    const policy = new iam.ManagedPolicy(this, 'Policy', {
      roles: [role],
      description: 'Bring out one profile of one environment',
      statements: [
        new iam.PolicyStatement({
          actions: ['appconfig:StartDeployment'],
          resources: [
            arn('application', application.ref), arn('application', `${application.ref}/environment/${environment.ref}`),
            arn('application', `${application.ref}/configurationprofile/${profile.ref}`), arn('deploymentstrategy', strategy.ref),
          ],
        }),
        new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }),
      ],
    });
    return { role, policy };
  }
}
