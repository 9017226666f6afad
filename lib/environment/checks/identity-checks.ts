import { RegionInfo } from 'aws-cdk-lib/region-info';
import { accountIdProblems } from '../../values/account-id';
import { isEmailAddress } from '../../values/email-address';
import { Problems } from '../../values/problems';
import { isTagValue } from '../../values/tag-text';
import { EnvironmentKind } from '../environment-kind';
import { EnvironmentProps } from '../environment-props';
import { checkChoice, isBlank, isFields } from './field-checks';

/** Refuses a name, kind, account, region or owner that is none. */
export function checkIdentity(problems: Problems, { name, kind, account, region, owner }: EnvironmentProps): void {
  problems.when(!isZoneLabel(name), {
    at: 'name', must: 'must be 2 to 20 lower case letters, digits and inner hyphens that begin with a letter', got: name,
  });
  checkChoice(problems, 'kind', kind, Object.values(EnvironmentKind));
  problems.addAll(accountIdProblems(account, 'account'));
  checkRegion(problems, 'region', region);
  checkOwner(problems, owner);
}

/** Refuses what is no region of AWS. */
export function checkRegion(problems: Problems, at: string, region: unknown): boolean {
  return problems.when(!RegionInfo.regions.some(({ name }) => name === region), {
    at, must: 'must be a region of AWS', got: region, fix: 'write it as AWS does, for example eu-west-1',
  });
}

/** Whether `name` can name an environment or a supporting account. */
export function isZoneLabel(name: unknown): boolean {
  return typeof name === 'string' && /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/.test(name);
}

function checkOwner(problems: Problems, owner: unknown): void {
  const missing = problems.when(!isFields(owner), { at: 'owner', must: 'must be declared before anything is built', fix: 'name team, contact and costCenter' });
  if (missing || !isFields(owner)) return;
  for (const field of ['team', 'costCenter']) {
    const value = owner[field];
    const blank = problems.when(isBlank(value), { at: `owner.${field}`, must: 'must not be empty', got: value });
    problems.when(!blank && !isTagValue(value), {
      at: `owner.${field}`, must: 'must be usable as the value of a tag', got: value, fix: 'use at most 256 letters, digits, spaces and _.:/=+-@',
    });
  }
  problems.when(!isEmailAddress(owner.contact), {
    at: 'owner.contact', must: 'must be an e-mail address', got: owner.contact, fix: 'name the mailbox of the team, for example accounting@example.com',
  });
}
