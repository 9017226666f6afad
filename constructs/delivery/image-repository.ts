import { Duration, RemovalPolicy, aws_ecr as ecr, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { accountIdProblems } from '../../lib/values/account-id';
import { Problems } from '../../lib/values/problems';

/** The roles of one account that may pull an image. */
export interface ImagePuller {
  /** The account, twelve digits. */
  readonly account: string;
  /** Names of its roles, each whole. At least one; a wildcard is refused. */
  readonly roleNames: string[];
}

/** Properties of an `ImageRepository`. */
export interface ImageRepositoryProps {
  /** Name of the repository, for example `projects/api`. */
  readonly repositoryName: string;

  /** Key of the images. */
  readonly key: kms.IKey;

  /**
   * Roles of other accounts that pull from it. No other role of those accounts can, and no other account.
   * @default nobody outside its own account
   */
  readonly pullers?: ImagePuller[];
}

const defaults = { keepUntagged: Duration.days(30) };

/**
 * Where an image is built once and promoted by its digest (DEL-01): tags cannot be moved, every image is scanned when it
 * is pushed, and exactly the roles named may pull. Nobody outside the account may push.
 *
 * It refuses accounts that are not twelve digits, accounts without roles, and role names with wildcards.
 *
 * @example
 * declare const key: kms.IKey;
 * new ImageRepository(this, 'Api', {
 *   repositoryName: 'projects/api', key, pullers: [{ account: '222222222222', roleNames: ['projects-api-execution'] }],
 * });
 */
export class ImageRepository extends Construct {
  /** The repository. */
  public readonly repository: ecr.Repository;

  public constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    refuseWrong(this.node.path, props);

    this.repository = this.makeRepository(props);
    for (const puller of props.pullers ?? []) this.allowPull(puller);
  }

  private makeRepository(props: ImageRepositoryProps): ecr.Repository {
    return new ecr.Repository(this, 'Repository', {
      repositoryName: props.repositoryName,
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      imageScanOnPush: true,
      encryption: ecr.RepositoryEncryption.KMS,
      encryptionKey: props.key,
      removalPolicy: RemovalPolicy.RETAIN,
      // Whatever bears a tag stays: an image that runs somewhere must never expire.
      lifecycleRules: [{ description: 'images without a tag', tagStatus: ecr.TagStatus.UNTAGGED, maxImageAge: defaults.keepUntagged }],
    });
  }

  /** The account is the principal and its roles are a condition, so that a role may be made after this policy. */
  private allowPull({ account, roleNames }: ImagePuller): void {
    this.repository.addToResourcePolicy(new iam.PolicyStatement({
      sid: `PullFrom${account}`,
      principals: [new iam.AccountPrincipal(account)],
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      conditions: { ArnEquals: { 'aws:PrincipalArn': roleNames.map((name) => `arn:aws:iam::${account}:role/${name}`) } },
    }));
  }
}

function refuseWrong(path: string, props: ImageRepositoryProps): void {
  const problems = new Problems();
  for (const [index, { account, roleNames }] of (props.pullers ?? []).entries()) {
    const at = `pullers[${index}]`;
    problems.addAll(accountIdProblems(account, `${at}.account`));
    problems.when(roleNames.length === 0, { at: `${at}.roleNames`, must: 'must name at least one role', got: roleNames });
    for (const name of roleNames) {
      problems.when(!/^[\w+=,.@-]{1,64}$/.test(name), { at: `${at}.roleNames`, must: 'must name each role in full', got: name });
    }
  }
  problems.when(!/^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/.test(props.repositoryName), {
    at: 'repositoryName', must: 'must be lower case letters and digits, parted by . _ - or /', got: props.repositoryName,
  });
  problems.refuse(`image repository "${path}"`);
}
