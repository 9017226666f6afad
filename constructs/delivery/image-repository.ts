import { RemovalPolicy, aws_ecr as ecr, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';

/** Properties of an `ImageRepository`. */
export interface ImageRepositoryProps {
  /** Name of the repository, for example `projects/api`. */
  readonly repositoryName: string;

  /** Key of the images. */
  readonly key: kms.IKey;

  /** Accounts that pull from it, by their twelve digits. No other account can. */
  readonly pullAccounts: string[];

  /**
   * How many images are kept.
   * @default 200, the oldest are removed first
   */
  readonly keepImages?: number;
}

const defaults = { keepImages: 200 };

/**
 * Where an image is built once and promoted by its digest (DEL-01): tags cannot be moved, every image is scanned when it
 * is pushed, and exactly the accounts named may pull. Nobody outside the account may push.
 *
 * It refuses an empty list of accounts and account ids that are not twelve digits.
 *
 * @example
 * declare const key: kms.IKey;
 * new ImageRepository(this, 'Api', { repositoryName: 'projects/api', key, pullAccounts: ['111111111111', '222222222222'] });
 */
export class ImageRepository extends Construct {
  /** The repository. */
  public readonly repository: ecr.Repository;

  public constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    refuseWrong(this.node.path, props);

    this.repository = this.makeRepository(props);
    this.allowPull(props.pullAccounts);
  }

  private makeRepository(props: ImageRepositoryProps): ecr.Repository {
    return new ecr.Repository(this, 'Repository', {
      repositoryName: props.repositoryName,
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      imageScanOnPush: true,
      encryption: ecr.RepositoryEncryption.KMS,
      encryptionKey: props.key,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ description: 'the newest images', maxImageCount: props.keepImages ?? defaults.keepImages }],
    });
  }

  private allowPull(accounts: string[]): void {
    this.repository.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'PullFromEnvironments',
      principals: accounts.map((account) => new iam.AccountPrincipal(account)),
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      conditions: { StringEquals: { 'aws:PrincipalAccount': accounts } },
    }));
  }
}

function refuseWrong(path: string, props: ImageRepositoryProps): void {
  const problems = new Problems();
  problems.when(props.pullAccounts.length === 0, { at: 'pullAccounts', must: 'must name at least one account', got: props.pullAccounts });
  for (const account of props.pullAccounts) {
    problems.when(!/^\d{12}$/.test(account), { at: 'pullAccounts', must: 'must be twelve digits', got: account });
  }
  problems.when(!/^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/.test(props.repositoryName), {
    at: 'repositoryName', must: 'must be lower case letters and digits, parted by . _ - or /', got: props.repositoryName,
  });
  problems.refuse(`image repository "${path}"`);
}
