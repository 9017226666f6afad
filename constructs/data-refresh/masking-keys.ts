import { Duration, RemovalPolicy, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { accountIdProblems } from '../../lib/values/account-id';
import { Problems } from '../../lib/values/problems';
import { guardedKeyPolicy } from './guarded-key-policy';

/** A role of an environment that checks signatures. */
export interface SignatureReader {
  /** Its account, 12 digits. */
  readonly account: string;
  /** Its name. */
  readonly roleName: string;
}

/** Properties of `MaskingKeys`. */
export interface MaskingKeysProps {
  /** First part of the aliases: `<prefix>/masking` and `<prefix>/refresh-signing`. */
  readonly prefix: string;

  /**
   * Roles of other accounts that may ask KMS whether a signature is right. They can sign nothing and read nothing.
   * @default - nobody outside the account
   */
  readonly signatureReaders?: SignatureReader[];
}

const pendingWindow = Duration.days(30);

/**
 * The two keys that only quarantine has (DAT-09). The masking key makes MACs and nothing else: each pseudonym follows from one, and
 * without it nobody finds the person again; KMS never gives it out. The signing key signs what has been masked; environments may ask
 * whether a signature is right. Both are apart from the keys of production and of the environments.
 *
 * It refuses accounts that are none.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/hmac.html
 * @example
 * new MaskingKeys(this, 'Keys', { prefix: 'projects', signatureReaders: [{ account: '222222222222', roleName: 'projects-masked-load' }] });
 */
export class MaskingKeys extends Construct {
  /** ARN of the alias of the signing key, which every account works out for itself. */
  public static signingKeyArnOf(prefix: string, account: string, region: string): string {
    return `arn:aws:kms:${region}:${account}:alias/${prefix}/refresh-signing`;
  }

  /** Makes the MACs that pseudonyms come from. */
  public readonly masking: kms.IKey;
  /** Signs statements. */
  public readonly signing: kms.IKey;
  /** ARN of the alias of the signing key: how signatures name it. */
  public readonly signingKeyArn: string;

  public constructor(scope: Construct, id: string, props: MaskingKeysProps) {
    super(scope, id);
    refuse(this.node.path, props);
    const { account, region } = Stack.of(this);
    this.masking = this.makeMaskingKey(props);
    this.signing = this.makeSigningKey(props);
    this.signingKeyArn = MaskingKeys.signingKeyArnOf(props.prefix, account, region);
  }

  private makeMaskingKey({ prefix }: MaskingKeysProps): kms.Key {
    return new kms.Key(this, 'Masking', {
      alias: `alias/${prefix}/masking`, description: 'Pseudonyms of masked data follow from its MACs', keySpec: kms.KeySpec.HMAC_256, keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC,
      policy: guardedKeyPolicy(Stack.of(this), { ownActions: ['kms:GenerateMac'], foreign: [] }), pendingWindow, removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  private makeSigningKey({ prefix, signatureReaders = [] }: MaskingKeysProps): kms.Key {
    const foreign = signatureReaders.map(({ account, roleName }) => ({
      account, roleArn: `arn:${Stack.of(this).partition}:iam::${account}:role/${roleName}`, actions: ['kms:Verify'],
    }));
    return new kms.Key(this, 'Signing', {
      alias: `alias/${prefix}/refresh-signing`, description: 'Signs what was masked', keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY,
      policy: guardedKeyPolicy(Stack.of(this), { ownActions: ['kms:Sign', 'kms:Verify', 'kms:GetPublicKey'], foreign }), pendingWindow, removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}

function refuse(path: string, { prefix, signatureReaders = [] }: MaskingKeysProps): void {
  const problems = new Problems();
  problems.when(!/^[A-Za-z0-9_-]+$/.test(prefix) || prefix.startsWith('aws'), { at: 'prefix', must: 'must be letters, digits, "_" or "-" and not begin with "aws"', got: prefix });
  signatureReaders.forEach(({ account, roleName }, index) => {
    problems.addAll(accountIdProblems(account, `signatureReaders[${index}].account`));
    problems.when(!/^[\w+=,.@-]{1,64}$/.test(roleName), { at: `signatureReaders[${index}].roleName`, must: 'must be the name of a role', got: roleName });
  });
  problems.refuse(`masking keys "${path}"`);
}
