import { EvidenceArchive, EvidenceSource, EvidenceWriting } from '../../constructs/audit/evidence-archive';
import { SupportingAccount } from '../environment/supporting-account';
import { SupportingAccounts } from './platform-accounts';

/** Of what is around an account, the part that names of evidence are made from. */
interface NamedAround extends SupportingAccounts {
  readonly prefix: string;
}

/** Name of the archive's bucket, which every account works out for itself. */
export function evidenceBucketNameOf({ prefix, audit }: NamedAround): string {
  return EvidenceArchive.bucketNameOf(prefix, audit.account, audit.region);
}

/** Alias of the archive's key. */
export function evidenceKeyAliasOf({ prefix }: NamedAround): string {
  return `${prefix}/evidence`;
}

/** The role that reviews access: the same name in every account. */
export function reviewSourceOf({ prefix }: Pick<NamedAround, 'prefix'>, { account }: Pick<SupportingAccount, 'account'>): EvidenceSource {
  return { account, roleName: `${prefix}-access-review`, folder: `access-review/${account}` };
}

/** The role that forwards the records of an environment's checks: the same name in every environment. */
export function forwardingSourceOf({ prefix }: Pick<NamedAround, 'prefix'>, { account }: Pick<SupportingAccount, 'account'>): EvidenceSource {
  return { account, roleName: `${prefix}-evidence`, folder: `checks/${account}` };
}

/** The role of quarantine that records data refreshes. */
export function refreshSourceOf({ prefix }: Pick<NamedAround, 'prefix'>, { account }: Pick<SupportingAccount, 'account'>): EvidenceSource {
  return { account, roleName: `${prefix}-data-refresh`, folder: `data-refresh/${account}` };
}

/** What that role needs to write to the archive. */
export function refreshWritingOf(around: NamedAround, account: Pick<SupportingAccount, 'account'>): EvidenceWriting {
  return writingOf(around, refreshSourceOf(around, account));
}

/** What the reviewing role of an account needs to write to the archive. */
export function reviewWritingOf(around: NamedAround, account: Pick<SupportingAccount, 'account'>): EvidenceWriting {
  return writingOf(around, reviewSourceOf(around, account));
}

/** What the forwarding role of an environment needs to write to the archive. */
export function forwardingWritingOf(around: NamedAround, account: Pick<SupportingAccount, 'account'>): EvidenceWriting {
  return writingOf(around, forwardingSourceOf(around, account));
}

/** What a boundary lets through for both: folders of this account, told at once since a boundary is short; the archive says which role has which. */
export function recordsOf(around: NamedAround, { account }: Pick<SupportingAccount, 'account'>): string[] {
  const { audit } = around;
  return [`arn:aws:s3:::${evidenceBucketNameOf(around)}/*/${account}/*`, `arn:aws:kms:${audit.region}:${audit.account}:key/*`];
}

function writingOf(around: NamedAround, { folder }: EvidenceSource): EvidenceWriting {
  const { audit } = around;
  return EvidenceArchive.writingTo(evidenceBucketNameOf(around), evidenceKeyAliasOf(around), audit.account, audit.region, folder);
}
