import { accountIdProblems } from '../../lib/values/account-id';
import { type Problems } from '../../lib/values/problems';

/** Notes each value that is not an account id. */
export function checkAccounts(problems: Problems, at: string, accounts: readonly string[], atLeastOne = true): void {
  problems.when(atLeastOne && accounts.length === 0, { at, must: 'must name at least one account', fix: 'name the accounts of the unit' });
  for (const [i, account] of accounts.entries()) problems.addAll(accountIdProblems(account, `${at}[${i}]`));
}
