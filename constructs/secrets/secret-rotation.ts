import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';

/**
 * Who changes a secret, and how often. CloudFormation can have a function change it, or the function AWS keeps for databases;
 * it cannot change a credential that a third party issues. For those there is a reminder, and it calls itself one.
 *
 * @example
 * declare const topic: sns.ITopic;
 * const rotation = SecretRotation.byOwner(topic, Duration.days(90));
 */
export class SecretRotation {
  /** A function of the platform changes it, along Secrets Manager's four steps. */
  public static byFunction(rotator: lambda.IFunction, every: Duration): SecretRotation {
    return new SecretRotation(every, rotator, undefined, undefined);
  }

  /**
   * AWS's own function for databases changes it. Adds the transform `AWS::SecretsManager-2024-09-16` to the stack, which puts
   * the function into a nested stack; a master password that RDS manages itself needs neither and is the better choice.
   */
  public static byHostedFunction(hosted: secretsmanager.HostedRotation, every: Duration): SecretRotation {
    return new SecretRotation(every, undefined, hosted, undefined);
  }

  /** Its owner changes it by hand and is reminded through `topic`. The secret itself does not change by this. */
  public static byOwner(topic: sns.ITopic, every: Duration): SecretRotation {
    return new SecretRotation(every, undefined, undefined, topic);
  }

  private constructor(
    /** How often. */
    public readonly every: Duration,
    /** The function that changes the secret. */
    public readonly rotator: lambda.IFunction | undefined,
    /** The function of AWS that changes the secret. */
    public readonly hosted: secretsmanager.HostedRotation | undefined,
    /** Where the reminder goes. */
    public readonly reminder: sns.ITopic | undefined,
  ) {}
}
