import { AccountTrail } from '../../constructs/audit/account-trail';
import { LogArchive } from '../../constructs/audit/log-archive';
import { SupportingAccount } from '../environment/supporting-account';
import { Surroundings } from './surroundings';

/** Names of the log archive that every account works out for itself, so that no template refers to another account's. */
export interface LogArchiveNames {
  readonly bucketName: string;
  readonly bucketArn: string;
  readonly keyAlias: string;
  readonly keyArn: string;
}

/** The names of the platform's log archive. */
export function logArchiveNames({ prefix, audit }: Surroundings): LogArchiveNames {
  const bucketName = LogArchive.bucketNameOf(prefix, audit.account, audit.region);
  const keyAlias = `${prefix}/log-archive`;
  return { bucketName, bucketArn: LogArchive.bucketArnOf(bucketName), keyAlias, keyArn: LogArchive.keyArnOf(keyAlias, audit.account, audit.region) };
}

/** Name of the trail: the same in every account. */
export function trailNameOf({ prefix }: Surroundings): string {
  return `${prefix}-trail`;
}

/** ARN of the trail of an account, as the archive admits it. */
export function trailArnOf(around: Surroundings, { account, region }: SupportingAccount): string {
  return AccountTrail.arnOf(account, region, trailNameOf(around));
}
