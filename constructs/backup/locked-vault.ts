import { Duration, RemovalPolicy, Stack, Token, aws_backup as backup, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';

/** Properties of a `LockedVault`. */
export interface LockedVaultProps {
  /** Name of the vault, unique in account and region: 2 to 50 letters, digits, `-` and `_`. */
  readonly vaultName: string;

  /** Key of the recovery points, of the environment's own. */
  readonly key: kms.IKey;

  /** How long a recovery point cannot be deleted, whole days, at least 1. Backups that would end earlier are refused by the vault. */
  readonly minRetention: Duration;

  /**
   * How long a recovery point may live at most, whole days, more than `minRetention`.
   * @default - 36,500 days, the most AWS Backup offers
   */
  readonly maxRetention?: Duration;

  /**
   * When the lock itself becomes final: after so many days nobody, not even AWS, takes it off (compliance mode). At least 3.
   * @default - never: roles that may change the lock still can (governance mode)
   */
  readonly finalAfter?: Duration;
}

const defaults = { maxRetention: Duration.days(36_500) };

/**
 * A backup vault from which nobody takes anything early and out of which nobody copies: locked, under the environment's own key,
 * closed to every other account, and no recovery point is copied into it from elsewhere or out of it (OPS-03, DAT-01). It outlives
 * its stack.
 *
 * It refuses a name that AWS Backup would refuse, a retention that ends before it begins, and a lock that becomes final sooner than
 * AWS allows.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
 * @example
 * declare const key: kms.IKey;
 * new LockedVault(this, 'Vault', { vaultName: 'projects', key, minRetention: Duration.days(7), maxRetention: Duration.days(35) });
 */
export class LockedVault extends Construct {
  /** The vault. */
  public readonly vault: backup.IBackupVault;
  /** Its name. */
  public readonly vaultName: string;
  /** Its key. */
  public readonly key: kms.IKey;
  /** How long a recovery point must live at least. */
  public readonly minRetention: Duration;
  /** How long it may live at most. */
  public readonly maxRetention: Duration;

  public constructor(scope: Construct, id: string, props: LockedVaultProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.vaultName = props.vaultName;
    this.key = props.key;
    this.minRetention = props.minRetention;
    this.maxRetention = props.maxRetention ?? defaults.maxRetention;
    this.vault = this.makeVault(props);
  }

  private makeVault(props: LockedVaultProps): backup.BackupVault {
    return new backup.BackupVault(this, 'Vault', {
      backupVaultName: props.vaultName,
      encryptionKey: props.key,
      removalPolicy: RemovalPolicy.RETAIN,
      lockConfiguration: { minRetention: props.minRetention, maxRetention: this.maxRetention, changeableFor: props.finalAfter },
      accessPolicy: new iam.PolicyDocument({ statements: this.refusals() }),
    });
  }

  private refusals(): iam.PolicyStatement[] {
    const deny = (sid: string, actions: string[], conditions?: Record<string, Record<string, string>>) => new iam.PolicyStatement({
      sid, effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions, resources: ['*'], conditions,
    });
    return [
      deny('DenyCopies', ['backup:CopyFromBackupVault', 'backup:StartCopyJob']),
      deny('DenyOtherAccounts', ['backup:*'], {
        StringNotEquals: { 'aws:PrincipalAccount': Stack.of(this).account }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      }),
    ];
  }
}

function refuse(path: string, props: LockedVaultProps): void {
  const problems = new Problems();
  problems.when(!Token.isUnresolved(props.vaultName) && !/^[A-Za-z0-9_-]{2,50}$/.test(props.vaultName), {
    at: 'vaultName', must: 'must be 2 to 50 letters, digits, "-" or "_"', got: props.vaultName, fix: 'for example "projects"',
  });
  const least = props.minRetention.toDays({ integral: false });
  const most = (props.maxRetention ?? defaults.maxRetention).toDays({ integral: false });
  problems.when(!Number.isInteger(least) || least < 1, { at: 'minRetention', must: 'must be whole days, at least 1', got: least, fix: 'for example Duration.days(7)' });
  problems.when(!Number.isInteger(most) || most <= least || most > 36_500, {
    at: 'maxRetention', must: `must be whole days, more than minRetention (${least}) and at most 36500`, got: most, fix: 'for example Duration.days(35)',
  });
  const final = props.finalAfter?.toDays({ integral: false });
  problems.when(final !== undefined && (!Number.isInteger(final) || final < 3), {
    at: 'finalAfter', must: 'must be whole days, at least 3', got: final, fix: 'leave it out until the lock was tried, then for example Duration.days(3)',
  });
  problems.refuse(`vault "${path}"`);
}
