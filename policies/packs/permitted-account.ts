import type { Crossings } from '../assembly/declared-crossings';
import type { Expectation } from './expect';
import { accountOf } from './model/policy';
import type { Resource } from './model/value';

/** The account of the resource that is judged, or one that its account may name. */
function permits(judged: Resource, crossings: Crossings, account: string): boolean {
  return account === judged.account || crossings.permits(judged.account, account);
}

/** An account id, or something whose account is known. */
export function isPermittedAccount(judged: Resource, crossings: Crossings): Expectation {
  return (value) => {
    if (value.kind === 'absent') return 'broken';
    const account = accountOf(value);
    if (account === undefined) return 'undecided';
    return permits(judged, crossings, account) ? 'holds' : 'broken';
  };
}

/** A principal: an account, a role or a user of a permitted account, or a service; never everyone. */
export function isPermittedPrincipal(judged: Resource, crossings: Crossings): Expectation {
  const account = isPermittedAccount(judged, crossings);
  return (value) => {
    if (value.text === '*') return 'broken';
    return /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/.test(value.text ?? '') ? 'holds' : account(value);
  };
}

/** A resource by reference or by ARN. Ready-made targets of AWS (`arn:aws:scheduler:::aws-sdk:...`) belong to the caller. */
export function isPermittedTarget(judged: Resource, crossings: Crossings): Expectation {
  const account = isPermittedAccount(judged, crossings);
  return (value) => /^arn:[^:]*:scheduler:::/.test(value.text ?? '') ? 'holds' : account(value);
}

/** A link to another account whose id alone does not say whose it is: named by a permitted crossing, or else as expected. */
export function isPermittedLinkOr(expectation: Expectation, judged: Resource, crossings: Crossings): Expectation {
  return (value) => value.kind === 'literal' && value.text !== undefined && crossings.leadsThrough(judged.account, value.text) ? 'holds' : expectation(value);
}
