import { Glob } from './algebra/glob';
import type { Clause, Literal } from './algebra/literal';
import { readable } from './algebra/compile-statement';
import { UNTOLD, type Principals, type Reading, type Statement } from './algebra/statement';

/** Who asks. An administrator of an account can be every principal of it and make new ones. */
export type Attacker =
  | { readonly kind: 'account'; readonly account: string }
  /** One role of another account; it can do only what every one of its `layers` (policies, boundary) allows. */
  | { readonly kind: 'role'; readonly account: string; readonly arn: string; readonly layers: readonly (readonly Statement[])[] }
  /** An AWS service that acts for a resource of the account: the confused deputy. */
  | { readonly kind: 'service'; readonly account: string; readonly service: string }
  /** Somebody who is not signed in. */
  | { readonly kind: 'anonymous'; readonly account: string };

const ARN = 'aws:principalarn';

/** What is known about every request of an attacker: the keys that AWS fills in, not the caller. */
export function factsOf(attacker: Attacker, target: string, organization: string | undefined, reading: Reading): Clause[] {
  const { account } = attacker;
  const signedIn = attacker.kind === 'account' || attacker.kind === 'role';
  const service = attacker.kind === 'service';
  const facts: Clause[] = [[fixed('aws:resourceaccount', [target])], ...ownEndpoints(account, reading)];
  if (organization !== undefined) facts.push([fixed('aws:resourceorgid', [organization])]);
  facts.push(signedIn ? [fixed('aws:principalaccount', [account])] : [missing('aws:principalaccount')]);
  if (!signedIn) facts.push([missing(ARN)], [missing('aws:principaltype')], [missing('aws:userid')]);
  if (attacker.kind === 'role') facts.push([fixed(ARN, [attacker.arn])]);
  if (attacker.kind === 'account') facts.push([present(ARN, principalArns(account).map(arnGlob))]);
  if (signedIn && organization !== undefined) facts.push([fixed('aws:principalorgid', [organization])]);
  if (!signedIn) facts.push([missing('aws:principalorgid')], [missing('aws:principalorgpaths')], [missing('kms:calleraccount')]);
  else facts.push([missing('kms:calleraccount'), fixed('kms:calleraccount', [account])]);
  facts.push([fixed('aws:principalisawsservice', [String(service)])]);
  return [...facts, ...(service ? deputyFacts(attacker.service, account, organization) : ['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceowner'].map((key): Clause => [missing(key)]))];
}

/** What a service says of the resource for which it acts, where it says anything. */
function deputyFacts(service: string, account: string, organization: string | undefined): Clause[] {
  const arns = [arnGlob(`arn:*:*:*:${account}:?*`), arnGlob('arn:aws*:s3:::?*')];
  return [
    [fixed('aws:principalservicename', [service])],
    [missing('aws:sourceaccount'), fixed('aws:sourceaccount', [account])],
    [missing('aws:sourceowner'), fixed('aws:sourceowner', [account])],
    [missing('aws:sourcearn'), present('aws:sourcearn', arns)],
    [missing('aws:sourceorgid'), organization === undefined ? [{ kind: 'present', of: 'aws:sourceorgid', holds: true }] : fixed('aws:sourceorgid', [organization])],
  ];
}

/**
 * A caller's traffic comes through endpoints and networks of its own account, not through those others made. Whose an
 * endpoint is that is named by its bare id, the templates do not tell.
 */
function ownEndpoints(account: string, reading: Reading): Clause[] {
  const bare = reading === 'possible' ? [Glob.of('vpc-*'), Glob.of('vpce-*')] : [];
  const accounts = ['aws:vpceaccount', 's3:dataaccesspointaccount'].map((key): Clause => [missing(key), fixed(key, [account])]);
  const points: Clause = [missing('s3:dataaccesspointarn'), present('s3:dataaccesspointarn', [arnGlob(`arn:*:s3:*:${account}:accesspoint/?*`)])];
  return [...accounts, points, ...['aws:sourcevpc', 'aws:sourcevpce', 'aws:sourcevpcarn'].map((key): Clause => [missing(key), [
    { kind: 'present', of: key, holds: true },
    { kind: 'text', of: key, holds: true, globs: [Glob.of(`⟨${account}|*⟩`), Glob.of(`arn:*:${account}:*`), ...bare] },
  ]])];
}

function principalArns(account: string): string[] {
  return [`arn:aws*:iam::${account}:role/?*`, `arn:aws*:iam::${account}:user/?*`, `arn:aws*:iam::${account}:root`, `arn:aws*:sts::${account}:?*`, `⟨${account}|?*⟩`];
}

/** Where a service encrypts for a resource, it puts that resource's ARN, or its account, into the encryption context. */
export function encryptionFacts(attacker: Attacker, keys: readonly string[]): Clause[] {
  if (attacker.kind !== 'service') return [];
  const { account } = attacker;
  return keys.map((key) => key.toLowerCase()).flatMap((key): Clause[] => {
    if (/^kms:encryptioncontext:.*arn$/.test(key)) return [[missing(key), present(key, [arnGlob(`arn:*:*:*:${account}:?*`), arnGlob('arn:aws*:s3:::?*')])]];
    // ECS names the account of the cluster (Amazon ECS developer guide, customer managed keys for Fargate storage).
    return key === 'kms:encryptioncontext:aws:ecs:clusteraccount' ? [[missing(key), fixed(key, [account])]] : [];
  });
}

/**
 * Facts about keys that few policies ask for. The unique id of a role is made by AWS, its end, the session's name, by the
 * caller. The path of an account in its organisation is told only where the zones file lists the units.
 */
export function rareFacts(attacker: Attacker, keys: readonly string[], organization: string | undefined, paths: readonly string[] | undefined, reading: Reading): Clause[] {
  if (attacker.kind !== 'account' && attacker.kind !== 'role') return [];
  const { account } = attacker;
  const asked = new Set(keys.map((key) => key.toLowerCase()));
  const facts: Clause[] = [];
  if (asked.has('aws:userid')) {
    const ids = [`⟨${account}|*⟩`, `⟨${account}|*⟩:*`, `AROA⟨${account}|*⟩:*`, ...(reading === 'possible' ? ['A???????????????????*'] : [])].map((text) => Glob.of(text));
    facts.push([present('aws:userid', [...ids, Glob.of(account, { literal: true })])]);
  }
  for (const key of ['aws:principalorgpaths', 'aws:vpceorgpaths'].filter((one) => asked.has(one))) {
    const own = paths?.map((path) => Glob.of(path, { literal: true })) ?? [Glob.of(`${organization ?? 'o-*'}/${reading === 'possible' ? '*' : `⟨${account}|path⟩/`}`)];
    const fact = present(key, own);
    facts.push(key === 'aws:vpceorgpaths' ? [missing(key), fact] : [fact]);
  }
  return facts;
}

function arnGlob(text: string): Glob {
  return Glob.of(text, { arn: true });
}

function fixed(of: string, values: readonly string[]): Literal[] {
  return present(of, values.map((value) => Glob.of(value, { literal: true })));
}

function present(of: string, globs: readonly Glob[]): Literal[] {
  return [{ kind: 'present', of, holds: true }, { kind: 'text', of, holds: true, globs }];
}

function missing(of: string): Literal[] {
  return [{ kind: 'present', of, holds: false }];
}

/** The clause that holds exactly when the principals of a statement take in the attacker. */
export function principalClause(statement: Statement, attacker: Attacker, reading: Reading): Clause {
  const allow = statement.effect === 'Allow';
  if (statement.notPrincipals) {
    const within = takesIn(statement.notPrincipals, attacker, reading, !allow);
    // Not (one of the alternatives): every alternative is a single literal or certain.
    return within.some((together) => together.length === 0) ? [] : [within.flatMap((together) => together.map((literal): Literal => (literal.kind === 'text' ? { ...literal, holds: !literal.holds } : literal)))];
  }
  return statement.principals ? takesIn(statement.principals, attacker, reading, allow) : [[]];
}

function takesIn(principals: Principals, attacker: Attacker, reading: Reading, larger: boolean): Clause {
  if (principals.everyone) return [[]];
  if (attacker.kind === 'anonymous') return [];
  const texts = (list: readonly string[]): string[] => readable(list, reading, larger);
  if (attacker.kind === 'service') return texts(principals.services).some((one) => one.includes(UNTOLD) || one === attacker.service) ? [[]] : [];
  const alternatives: Clause = texts([...principals.aws, ...principals.canonicalUsers.map(() => UNTOLD)]).flatMap((element): Clause => {
    const wanted = /^A(RO|ID|GP|NP|NV|SC|PK)A[A-Z0-9]{12,}$/.test(element) ? UNTOLD : element;
    if (wanted.includes(UNTOLD)) return untoldTakesIn(wanted, attacker, (reading === 'possible') === larger);
    const owner = accountOf(wanted);
    if (owner !== attacker.account) return [];
    if (isWholeAccount(wanted)) return [[]];
    if (attacker.kind === 'role') return wanted === attacker.arn ? [[]] : [];
    return [[{ kind: 'text', of: ARN, holds: true, globs: [Glob.of(wanted, { literal: true })] }]];
  });
  return alternatives;
}

function untoldTakesIn(element: string, attacker: Attacker, wide: boolean): Clause {
  if (!wide) return [];
  const owner = accountOf(element);
  return owner === undefined || owner === attacker.account ? [[]] : [];
}

function isWholeAccount(element: string): boolean {
  return /^\d{12}$/.test(element) || /^arn:[^:]*:iam::\d{12}:root$/.test(element);
}

/** The account that a principal, an ARN or a made name belongs to; undefined when it does not tell. */
export function accountOf(element: string): string | undefined {
  if (/^\d{12}$/.test(element)) return element;
  const arn = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(element);
  return arn?.[1] ?? /^⟨(\d{12})\|/.exec(element)?.[1];
}
