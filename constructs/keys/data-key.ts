import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { ClosedKey } from './closed-key';
import { DataDomain } from './data-domain';
import { foreignPrincipals } from './foreign-principals';
import { keyPolicy } from './key-policy';
import { KeyService } from './key-service';

/** What a `DataKey` is made of. */
export interface DataKeyProps {
  /**
   * First part of the alias `alias/<prefix>/<domain>`. Letters, digits, `/`, `_` and `-`; `aws` is refused, since
   * KMS keeps aliases that begin so for itself.
   */
  readonly prefix: string;
  /** The kind of data the key protects. */
  readonly domain: DataDomain;
  /**
   * Services that use the key under their own principal, for resources of this account only.
   * @default - the services of the domain
   */
  readonly services?: KeyService[];
  /**
   * Services through which alone identities may use the key, by the first part of their endpoint: `rds`, `s3`. The key
   * then cannot be used by calling KMS directly (condition `kms:ViaService`).
   * @default - no restriction: IAM alone decides
   */
  readonly viaServices?: string[];
  /**
   * How often KMS replaces the key material, 90 to 2,560 days.
   * @default Duration.days(365)
   */
  readonly rotationPeriod?: Duration;
  /**
   * How long a deleted key can still be recovered, 7 to 30 days.
   * @default Duration.days(30)
   */
  readonly pendingWindow?: Duration;
  /**
   * What becomes of the key when it leaves the template. A destroyed key makes its data unreadable for good.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const defaults = { rotationPeriod: Duration.days(365), pendingWindow: Duration.days(30), removalPolicy: RemovalPolicy.RETAIN };

/**
 * A KMS key for one kind of data of one account (ISL-08): rotated, with an alias, and closed to every other account.
 *
 * Inside the account IAM decides who uses it; `key.grantDecrypt(role)` therefore writes to the role's policy and never
 * to the key's, so that stacks that use the key do not change it. Only the key for secrets leaves the decision to Secrets
 * Manager, since CDK would otherwise write every reader of a secret into the key's policy. Whatever is added later, three denials stand: no principal
 * of another account, no service that acts for another account, no grant but those AWS services make for their resources.
 * An Allow that names another account is refused at synthesis besides.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 * @example
 * declare const stack: Stack;
 * new DataKey(stack, 'Documents', { prefix: 'staging', domain: DataDomain.DOCUMENTS, viaServices: ['s3'] });
 */
export class DataKey extends Construct {
  /** The key. */
  public readonly key: kms.IKey;
  /** The kind of data it protects. */
  public readonly domain: DataDomain;
  /** Its alias, with the leading `alias/`. */
  public readonly aliasName: string;

  public constructor(scope: Construct, id: string, props: DataKeyProps) {
    super(scope, id);
    refuse(props, this.node.path);
    const policy = this.makePolicy(props);
    this.domain = props.domain;
    this.aliasName = `alias/${props.prefix}/${props.domain.name}`;
    this.key = this.makeKey(props, policy);
    this.refuseForeignPrincipals(policy);
  }

  private makePolicy(props: DataKeyProps): iam.PolicyDocument {
    const stack = Stack.of(this);
    const endpoint = (service: string) => `${service}.${stack.region}.amazonaws.com`;
    return keyPolicy(stack, {
      via: props.viaServices?.map(endpoint),
      through: props.domain.throughServices.map(endpoint),
      services: props.services ?? props.domain.services,
      sourceAccounts: [stack.account],
    });
  }

  private makeKey(props: DataKeyProps, policy: iam.PolicyDocument): kms.Key {
    return new ClosedKey(this, 'Key', {
      alias: this.aliasName,
      description: `${props.domain.name} of ${props.prefix}`,
      enableKeyRotation: true,
      rotationPeriod: props.rotationPeriod ?? defaults.rotationPeriod,
      pendingWindow: props.pendingWindow ?? defaults.pendingWindow,
      removalPolicy: props.removalPolicy ?? defaults.removalPolicy,
      policy,
    }, props.domain.throughServices);
  }

  private refuseForeignPrincipals(policy: iam.PolicyDocument): void {
    this.node.addValidation({
      validate: () => foreignPrincipals(Stack.of(this), policy).map((principal) =>
        `policy: must not admit principals of other accounts, got "${principal}"; grant to principals of this account only`),
    });
  }
}

function refuse(props: DataKeyProps, path: string): void {
  const problems = new Problems();
  problems.when(!/^[A-Za-z0-9/_-]+$/.test(props.prefix) || /^aws\b|^\/|\/$|\/\//.test(props.prefix), {
    at: 'prefix', must: 'must be letters, digits, "/", "_" or "-" and not begin with "aws"', got: props.prefix, fix: 'for example "projects/staging"',
  });
  const rotation = (props.rotationPeriod ?? defaults.rotationPeriod).toDays();
  problems.when(rotation < 90 || rotation > 2560, {
    at: 'rotationPeriod', must: 'must be 90 to 2560 days', got: rotation, fix: 'choose for example Duration.days(365)',
  });
  const pending = (props.pendingWindow ?? defaults.pendingWindow).toDays();
  problems.when(pending < 7 || pending > 30, {
    at: 'pendingWindow', must: 'must be 7 to 30 days', got: pending, fix: 'choose for example Duration.days(30)',
  });
  problems.when(props.viaServices?.length === 0, {
    at: 'viaServices', must: 'must name at least one service', got: [], fix: 'leave it out to let IAM alone decide',
  });
  for (const service of props.viaServices ?? []) {
    problems.when(!/^[a-z0-9-]+$/.test(service), {
      at: 'viaServices', must: 'must be the first part of an endpoint', got: service, fix: 'for example "rds" for rds.eu-west-1.amazonaws.com',
    });
  }
  problems.refuse(`data key "${path}"`);
}
