import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { SecretContent } from './secret-content';
import { SecretRotation } from './secret-rotation';

/** What an `EnvironmentSecret` is made of. */
export interface EnvironmentSecretProps {
  /** Full name, for example `staging/integrations/erp`. Letters, digits and `/_+=.@-`; up to 512 characters. */
  readonly secretName: string;
  /** What the secret opens and who issues it. */
  readonly description: string;
  /**
   * The key that encrypts it, best a `DataKey` for `DataDomain.SECRETS`: CDK writes the readers of a secret into the policy of any
   * other key. The default key of Secrets Manager is not offered: its policy cannot be narrowed.
   */
  readonly encryptionKey: kms.IKey;
  /** Where the value comes from. */
  readonly content: SecretContent;
  /**
   * Who changes it and how often. A secret that still has none at synthesis is refused.
   * @default - given later by `addRotation`, for secrets that must be attached to a database first
   */
  readonly rotation?: SecretRotation;
  /**
   * What becomes of the secret when it leaves the template.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const defaults = {
  length: 32,
  excludeCharacters: ' %+~`#$&*()|[]{}:;<>?!\'/@"\\',
  removalPolicy: RemovalPolicy.RETAIN,
};

/**
 * A secret of one environment (ISL-08, INT-03): encrypted with a key of that environment, changed on a schedule, closed to
 * principals of every other account and to plain connections by its resource policy. Refuses a secret without rotation.
 *
 * @example
 * declare const stack: Stack;
 * declare const encryptionKey: kms.IKey;
 * declare const owner: sns.ITopic;
 * new EnvironmentSecret(stack, 'Erp', {
 *   secretName: 'staging/integrations/erp',
 *   description: 'Client credentials of the ERP sandbox, issued by its administrator',
 *   encryptionKey,
 *   content: SecretContent.filledByOwner(),
 *   rotation: SecretRotation.byOwner(owner, Duration.days(90)),
 * });
 */
export class EnvironmentSecret extends Construct {
  /** The secret, as other constructs take it. Grants on it are written to the grantee, never to the secret's policy. */
  public readonly secret: secretsmanager.ISecret;
  private readonly content: SecretContent;
  private readonly encryptionKey: kms.IKey;
  private readonly policy: secretsmanager.CfnResourcePolicy;
  private rotated = false;

  public constructor(scope: Construct, id: string, props: EnvironmentSecretProps) {
    super(scope, id);
    refuse(props, this.node.path);
    this.content = props.content;
    this.encryptionKey = props.encryptionKey;
    this.secret = this.makeSecret(props);
    this.policy = this.makePolicy();
    if (props.rotation !== undefined) this.addRotation(props.rotation);
    this.node.addValidation({
      validate: () => (this.rotated ? [] : ['rotation: must be given; pass rotation, or call addRotation after attaching the secret to its database']),
    });
  }

  /** Has the secret changed on a schedule. Refuses a second rotation and an interval outside 1 to 365 days. */
  public addRotation(rotation: SecretRotation): void {
    const problems = new Problems();
    problems.when(this.rotated, { at: 'rotation', must: 'must be given once', fix: 'remove the second' });
    const days = rotation.every.toDays({ integral: false });
    problems.when(days < 1 || days > 365, { at: 'rotation.every', must: 'must be 1 to 365 days', got: days, fix: 'choose for example Duration.days(90)' });
    problems.refuse(`secret "${this.node.path}"`);
    this.rotated = true;
    if (rotation.reminder !== undefined) this.remind(rotation, rotation.reminder);
    else if (rotation.rotator !== undefined) this.rotateBy(rotation, rotation.rotator);
    else this.schedule(rotation, { hostedRotationLambda: rotation.hosted?.bind(this.secret, this) });
  }

  /** Lets `grantee` read the value. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.secret.grantRead(grantee);
  }

  private makeSecret(props: EnvironmentSecretProps): secretsmanager.ISecret {
    const resource = new secretsmanager.CfnSecret(this, 'Secret', {
      name: props.secretName,
      description: props.description,
      kmsKeyId: props.encryptionKey.keyArn,
      generateSecretString: generation(props.content),
    });
    resource.applyRemovalPolicy(props.removalPolicy ?? defaults.removalPolicy);
    return secretsmanager.Secret.fromSecretAttributes(this, 'Reference', { secretCompleteArn: resource.ref, encryptionKey: props.encryptionKey });
  }

  private makePolicy(): secretsmanager.CfnResourcePolicy {
    const deny = (sid: string, conditions: Record<string, Record<string, string>>) => new iam.PolicyStatement({
      sid, effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['secretsmanager:*'], resources: ['*'], conditions,
    });
    return new secretsmanager.CfnResourcePolicy(this, 'Policy', {
      secretId: this.secret.secretArn,
      blockPublicPolicy: true,
      resourcePolicy: new iam.PolicyDocument({
        statements: [
          deny('DenyOtherAccounts', {
            StringNotEquals: { 'aws:PrincipalAccount': Stack.of(this).account },
            BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
          }),
          deny('DenyPlainConnections', { Bool: { 'aws:SecureTransport': 'false' } }),
        ],
      }),
    });
  }

  private schedule(rotation: SecretRotation, by: Partial<secretsmanager.CfnRotationScheduleProps>): secretsmanager.CfnRotationSchedule {
    const schedule = new secretsmanager.CfnRotationSchedule(this, 'Rotation', {
      ...by,
      secretId: this.secret.secretArn,
      rotationRules: { automaticallyAfterDays: rotation.every.toDays() },
      // A secret that its owner has yet to fill has nothing to rotate when it is created.
      rotateImmediatelyOnUpdate: this.content.source !== 'owner',
    });
    schedule.addResourceDependency(this.policy);
    return schedule;
  }

  private rotateBy(rotation: SecretRotation, rotator: lambda.IFunction): void {
    const permission = new lambda.CfnPermission(this, 'RotationPermission', {
      action: 'lambda:InvokeFunction',
      functionName: rotator.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Stack.of(this).account,
      sourceArn: this.secret.secretArn,
    });
    const schedule = this.schedule(rotation, { rotationLambdaArn: rotator.functionArn });
    schedule.addResourceDependency(permission);
    if (rotator.role !== undefined) schedule.node.addDependency(this.makeRotatorPolicy(rotator.role));
  }

  private makeRotatorPolicy(role: iam.IRole): iam.ManagedPolicy {
    const step = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'];
    const viaSecretsManager = { StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(this).region}.amazonaws.com` } };
    return new iam.ManagedPolicy(this, 'RotatorPolicy', {
      description: `Changes the secret ${this.node.path}`,
      roles: [role],
      statements: [
        new iam.PolicyStatement({ actions: step, resources: [this.secret.secretArn] }),
        new iam.PolicyStatement({ actions: ['secretsmanager:GetRandomPassword'], resources: ['*'] }),
        new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [this.encryptionKey.keyArn], conditions: viaSecretsManager }),
      ],
    });
  }

  private remind(rotation: SecretRotation, topic: sns.ITopic): void {
    const days = rotation.every.toDays();
    new events.Rule(this, 'Reminder', {
      description: `Reminds the owner of the secret ${Names.uniqueResourceName(this, { maxLength: 120, separator: ' ' })} to change it`,
      schedule: events.Schedule.rate(rotation.every),
      targets: [new targets.SnsTopic(topic, {
        message: events.RuleTargetInput.fromObject({ reminder: `change this secret by hand: it is due every ${days} days`, secret: this.secret.secretArn }),
      })],
    });
  }
}

function generation({ source, shape, username }: SecretContent): secretsmanager.CfnSecret.GenerateSecretStringProperty | undefined {
  if (source === 'owner') return undefined;
  const password = {
    passwordLength: shape?.length ?? defaults.length,
    excludeCharacters: shape?.excludeCharacters ?? defaults.excludeCharacters,
    requireEachIncludedType: true,
  };
  if (username === undefined) return password;
  return { ...password, secretStringTemplate: JSON.stringify({ username }), generateStringKey: 'password' };
}

function refuse(props: EnvironmentSecretProps, path: string): void {
  const problems = new Problems();
  problems.when(!/^[\w/+=.@-]{1,512}$/.test(props.secretName), {
    at: 'secretName', must: 'must be 1 to 512 letters, digits and /_+=.@-', got: props.secretName, fix: 'for example "staging/integrations/erp"',
  });
  // Secrets Manager adds a hyphen and six characters to ARNs; a name that ends so makes partial ARNs match the wrong secret.
  problems.when(/-\w{6}$/.test(props.secretName), {
    at: 'secretName', must: 'must not end with a hyphen and six characters, as ARNs of secrets do', got: props.secretName, fix: 'choose another ending',
  });
  problems.when(props.description.trim() === '', { at: 'description', must: 'must say what the secret opens and who issues it', got: props.description });
  const length = props.content.shape?.length;
  problems.when(length !== undefined && (length < 16 || length > 4096), {
    at: 'content.length', must: 'must be 16 to 4096 characters', got: length, fix: 'leave it out for 32',
  });
  problems.refuse(`secret "${path}"`);
}
