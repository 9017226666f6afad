import { Budget, Undecided } from '../algebra/budget';
import { findText } from '../algebra/find-text';
import { Glob } from '../algebra/glob';
import { UNTOLD, type Condition, type Statement } from '../algebra/statement';
import { accountOf } from '../attacker';
import { placeOf, type Finding, type Verdict } from '../finding';
import type { Grant } from '../grants';
import type { ProofContext } from '../proof-context';
import type { Zone } from '../zones';

/** Whom a statement lets in from an identity provider. */
interface Subjects {
  readonly grant: Grant;
  readonly home: Zone;
  readonly statement: Statement;
  readonly provider: string;
  /** Patterns of the `sub` claim; undefined when none is asked for. */
  readonly patterns: readonly Glob[] | undefined;
}

/**
 * Roles for people and workflows from outside AWS. The subject must be told, and no subject may take roles in two zones:
 * whoever holds it would be in both.
 */
export function federationPass(context: ProofContext): void {
  const subjects: Subjects[] = [];
  for (const grant of context.grants) {
    const home = context.zoneOf(grant.resource);
    if (grant.kind !== 'trust' || !home) continue;
    for (const statement of grant.statements.filter(({ effect }) => effect === 'Allow')) {
      for (const provider of statement.principals?.federated ?? []) checkProvider(context, grant, home, statement, provider, subjects);
    }
  }
  compareSubjects(context, subjects);
}

function checkProvider(context: ProofContext, grant: Grant, home: Zone, statement: Statement, provider: string, subjects: Subjects[]): void {
  const report = (verdict: Verdict, kind: string, message: string, fix: string, to: Partial<Finding> = {}): void => context.report({
    pass: 'federation', kind, verdict, from: others(context, home), to: home.name, message, fix,
    way: [placeOf(grant.resource, [...grant.path, ...statement.place.split('/')], `lets in ${provider.replaceAll(UNTOLD, '*')}`)],
    ...(verdict === 'UNKNOWN' ? { why: 'the identity provider or its subjects are not told by the templates' } : {}), ...to,
  });
  const owner = accountOf(provider);
  const ownerZone = context.zones.ofAccount(owner);
  if (owner !== undefined && owner !== grant.resource.account && ownerZone?.name !== home.name) {
    report('LEAK', 'foreign-identity-provider', `${grant.resource.logicalId} of ${home.name} trusts the identity provider of account ${owner}`, 'use an identity provider of the own account', ownerZone ? { from: [ownerZone.name] } : {});
    return;
  }
  if (provider.includes(UNTOLD)) return report('UNKNOWN', 'untold-identity-provider', `${grant.resource.logicalId} of ${home.name} trusts an identity provider that is not told`, 'name the identity provider');
  if (/:saml-provider\//.test(provider)) {
    if (!statement.conditions.some(({ key }) => /^saml:(aud|iss|sub)$/i.test(key))) report('LATENT', 'saml-without-audience', `${grant.resource.logicalId} takes any assertion of ${provider}`, 'add the condition StringEquals SAML:aud https://signin.aws.amazon.com/saml');
    return;
  }
  const patterns = subjectPatterns(statement.conditions);
  if (patterns === undefined || patterns.some(takesAnybody)) {
    report('LEAK', 'open-federation', `anybody with a token of ${provider.split('/').slice(1).join('/') || provider} can take the role ${grant.resource.logicalId} of ${home.name}`, 'add a condition on the sub claim that names one repository and environment (or one service account)');
    return;
  }
  subjects.push({ grant, home, statement, provider, patterns });
}

/** Conditions on `…:sub` (or on the pool, for Cognito). Negated and optional ones limit nothing here. */
function subjectPatterns(conditions: readonly Condition[]): Glob[] | undefined {
  const limiting = conditions.filter(({ operator, key }) => /^(ForAnyValue:)?String(Equals|Like|EqualsIgnoreCase)$/.test(operator)
    && (/:sub$/i.test(key) || /^cognito-identity\.amazonaws\.com:aud$/i.test(key)));
  const [first] = limiting;
  return first?.values.map((value) => Glob.of(value, { literal: !first.operator.includes('Like'), ignoreCase: first.operator.includes('IgnoreCase') }));
}

/** A pattern that leaves the organisation or the repository open. */
function takesAnybody(pattern: Glob): boolean {
  if (pattern.style.literal && !pattern.text.includes(UNTOLD)) return false;
  const [, organization = '', repository = ''] = /^repo:([^/]*)\/([^:]*)/.exec(pattern.text) ?? [];
  if (pattern.text.startsWith('repo:')) return /[*?\uE000]/.test(organization) || /^[*?\uE000]*$/.test(repository);
  return /^[*?\uE000]/.test(pattern.text);
}

function compareSubjects(context: ProofContext, subjects: readonly Subjects[]): void {
  const byIssuer = new Map<string, Subjects[]>();
  for (const one of subjects) {
    const issuer = one.provider.replace(/^arn:.*?oidc-provider\//, '');
    byIssuer.set(issuer, [...(byIssuer.get(issuer) ?? []), one]);
  }
  for (const same of byIssuer.values()) {
    same.forEach((one, i) => same.slice(i + 1).forEach((other) => {
      if (one.home.name !== other.home.name && !sharedHands(one.home, other.home)) compare(context, one, other);
    }));
  }
}

/** A delivery zone exists to act in others; its own subjects are not compared with theirs. */
function sharedHands(one: Zone, other: Zone): boolean {
  return one.kind === 'delivery' || other.kind === 'delivery';
}

function compare(context: ProofContext, one: Subjects, other: Subjects): void {
  const shared = sharedSubject(one, other);
  if (shared === undefined) return;
  const [inner, outer] = one.home.kind === 'production' ? [other, one] : [one, other];
  context.report({
    pass: 'federation', kind: 'subject-in-two-zones', verdict: shared.text === undefined ? 'UNKNOWN' : 'LEAK', from: [inner.home.name], to: outer.home.name,
    message: `the subject ${JSON.stringify(shared.text ?? '?')} of ${one.provider.split('/').slice(1).join('/')} can take roles in ${inner.home.name} and in ${outer.home.name}`,
    way: [inner, outer].map(({ grant, statement }) => placeOf(grant.resource, [...grant.path, ...statement.place.split('/')], 'takes the subject')),
    ...(shared.text === undefined ? { why: shared.why } : { request: { action: 'sts:AssumeRoleWithWebIdentity', sub: shared.text } }),
    fix: 'let each role take the subject of its own environment only, for example repo:example/app:environment:production',
  });
}

function sharedSubject(one: Subjects, other: Subjects): { text: string | undefined; why: string } | undefined {
  try {
    const found = findText([one.patterns ?? [], other.patterns ?? []], [], new Budget());
    return found === undefined ? undefined : { text: found, why: '' };
  } catch (error) {
    if (error instanceof Undecided) return { text: undefined, why: error.message };
    throw error;
  }
}

function others(context: ProofContext, home: Zone): string[] {
  return context.zones.list.map(({ name }) => name).filter((name) => name !== home.name);
}
