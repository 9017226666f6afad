import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Value } from './value';

/** Whom one Allow statement lets in. */
export interface Reach {
  readonly kind: 'own' | 'foreign' | 'service' | 'organisation' | 'everyone' | 'unknown';
  /** The account of a foreign principal. */
  readonly account?: string;
  /** True where an exact principal is named and not the whole account. */
  readonly exact?: boolean;
  /** The principal, or what narrows it. */
  readonly value: Value;
}

/** The statements of a policy document, which may also be written as a JSON string. */
export function statementsOf(documents: readonly Value[]): Value[] {
  return documents.flatMap(parsed).flatMap((document) => {
    if (document.kind === 'absent') return [];
    if (document.kind === 'unknown') return [document];
    return document.at('Statement.*').filter(({ kind }) => kind !== 'absent');
  });
}

/** A document that is written as a JSON string, read as the map it stands for. */
export function parsed(document: Value): Value[] {
  if (document.text === undefined) return [document];
  try {
    const literal: unknown = JSON.parse(document.text);
    return [new Value('literal', document.path, document.scope, { literal })];
  } catch {
    return [new Value('unknown', document.path, document.scope, { because: 'it is no JSON before deployment' })];
  }
}

/** True for a statement that allows, or whose effect is not known. */
export function allows(statement: Value): boolean {
  return statement.kind === 'unknown' || statement.at('Effect').some(({ literal }) => literal !== 'Deny');
}

/** Everyone whom a statement's principals name, narrowed by its conditions. */
export function reachOf(statement: Value, home: string): Reach[] {
  if (statement.kind === 'unknown') return [{ kind: 'unknown', value: statement }];
  const narrowing = narrowingOf(statement, home);
  const excluded = statement.at('NotPrincipal').filter(({ kind }) => kind !== 'absent');
  const principals = statement.at('Principal').filter(({ kind }) => kind !== 'absent').flatMap((principal) => principalsOf(principal, home));
  return [...excluded.map((value): Reach => ({ kind: 'everyone', value })), ...principals]
    .flatMap((reach) => narrowed(reach, narrowing));
}

/** The account that a principal, an ARN or a reference belongs to; undefined where it names none. */
export function accountOf(value: Value): string | undefined {
  if (value.target !== undefined) return value.target.account;
  const text = typeof value.literal === 'number' ? String(value.literal) : value.text;
  if (text === undefined) return undefined;
  if (/^\d{12}$|^\$\{AWS::AccountId\}$/.test(text)) return text;
  const account = text.startsWith('arn:') ? text.replaceAll('${AWS::AccountId}', '${AccountId}').split(':')[4] : undefined;
  if (account === '${AccountId}') return '${AWS::AccountId}';
  return account === undefined || account === '' || account.includes('${') ? undefined : account;
}

function principalsOf(principal: Value, home: string): Reach[] {
  if (principal.kind === 'unknown') return [{ kind: 'unknown', value: principal }];
  if (principal.literal === '*') return [{ kind: 'everyone', value: principal }];
  return principal.entries().flatMap(([sort, values]) => values.flatMap((value) => value.elements()).map((value): Reach => {
    if (sort === 'Service') return { kind: 'service', value };
    if (value.kind === 'unknown') return { kind: 'unknown', value };
    if (value.text?.includes('*') === true && (value.text === '*' || /[*?]/.test(accountOf(value) ?? ''))) return { kind: 'everyone', value };
    const account = accountOf(value);
    if (account === undefined) return { kind: 'unknown', value };
    return account === home || isOfAws(value, account) ? { kind: 'own', value } : { kind: 'foreign', account, exact: isExact(value), value };
  }));
}

/** Identities that AWS owns: origin access identities, and the accounts that write load balancer logs in older regions. */
function isOfAws(value: Value, account: string): boolean {
  return account === 'cloudfront' || RegionInfo.get(value.scope.region).elbv2Account === account;
}

/** True where a role, a user or another resource is named in full. */
function isExact({ text, kind }: Value): boolean {
  if (kind === 'reference') return true;
  return text !== undefined && text.startsWith('arn:') && !text.endsWith(':root') && !/[*?]/.test(text);
}

interface Narrowing {
  /** Who is left, for each condition key that names accounts. All keys hold together, so the narrowest one decides. */
  readonly keys: ReadonlyArray<readonly Reach[]>;
  readonly organisation: Value | undefined;
  readonly network: boolean;
  readonly unknown: Value | undefined;
}

const accountKeys = new Set(['aws:principalaccount', 'aws:sourceaccount', 'aws:sourceowner', 'kms:calleraccount', 'aws:principalarn', 'aws:sourcearn']);
const organisationKeys = new Set(['aws:principalorgid', 'aws:principalorgpaths', 'aws:sourceorgid', 'aws:sourceorgpaths']);
const networkKeys = new Set(['aws:sourcevpc', 'aws:sourcevpce']);
/** Holds only through a mount target, which stands in a network of the account. */
const mountTargetKey = 'elasticfilesystem:accessedviamounttarget';
const narrowingOperators = /^(?:Bool|(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike))$/;

/** What the conditions of a statement narrow its principals to. `...IfExists` and `ForAllValues` hold without a value, so they narrow nothing. */
function narrowingOf(statement: Value, home: string): Narrowing {
  const keys = new Map<string, Reach[]>();
  let organisation: Value | undefined;
  let unknown: Value | undefined;
  let network = false;
  for (const [key, value] of conditionsOf(statement, narrowingOperators)) {
    if (organisationKeys.has(key)) organisation = value;
    if (networkKeys.has(key) && value.target?.account === home || key === mountTargetKey && String(value.literal) === 'true') network = true;
    if (!accountKeys.has(key)) continue;
    if (value.kind === 'unknown') unknown = value;
    keys.set(key, [...keys.get(key) ?? [], reachOfCondition(key, value, home)]);
  }
  return { keys: [...keys.values()], organisation, network, unknown };
}

function reachOfCondition(key: string, value: Value, home: string): Reach {
  const account = accountOf(value);
  if (account === undefined || /[*?]/.test(account)) return { kind: 'everyone', value };
  return account === home ? { kind: 'own', value } : { kind: 'foreign', account, exact: key.endsWith('arn') && isExact(value), value };
}

/** The lower-case keys and each value of the conditions whose operator has the form. */
export function conditionsOf(statement: Value, operators: RegExp): Array<[string, Value]> {
  return statement.at('Condition').flatMap((conditions) => conditions.entries())
    .filter(([operator]) => operators.test(operator))
    .flatMap(([, maps]) => maps.flatMap((map) => map.entries()))
    .flatMap(([key, values]) => values.flatMap((value) => value.elements()).map((value): [string, Value] => [key.toLowerCase(), value]));
}

function narrowed(reach: Reach, { keys, organisation, network, unknown }: Narrowing): Reach[] {
  if (reach.kind === 'own') return [reach];
  const bounding = keys.filter((left) => left.every(({ kind }) => kind !== 'everyone'));
  const own = bounding.find((left) => left.every(({ kind }) => kind === 'own'));
  const left = own ?? bounding[0];
  if (left !== undefined) {
    // A service that acts for an account is as exact as it gets: the account has no say in who the service is.
    const exact = reach.exact === true || reach.kind === 'service' || bounding.some((key) => key.every((one) => one.exact === true));
    return left.map((one) => one.kind === 'foreign' ? { ...one, exact } : one);
  }
  if (reach.kind === 'foreign') return [reach];
  if (unknown !== undefined) return [{ kind: 'unknown', value: unknown }];
  if (reach.kind !== 'everyone') return [reach];
  if (network) return [{ ...reach, kind: 'own' }];
  return [organisation === undefined ? reach : { kind: 'organisation', value: organisation }];
}

/** Everyone whom the Allow statements of the documents let in. */
export function letIn(documents: readonly Value[], home: string): Reach[] {
  return statementsOf(documents).filter(allows).flatMap((statement) => reachOf(statement, home));
}

/** The actions that a statement names, in lower case. */
export function actionsOf(statement: Value): string[] {
  return statement.at('Action.*').flatMap(({ text }) => text === undefined ? [] : [text.toLowerCase()]);
}
