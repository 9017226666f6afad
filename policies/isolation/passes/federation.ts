import type { Resource } from '../../assembly/assembly-model';
import { field, text } from '../../assembly/value';
import { UNTOLD, type Statement } from '../algebra/statement';
import { accountOf } from '../attacker';
import { placeOf, type Finding, type Verdict } from '../finding';
import type { Grant } from '../grants';
import type { MentionFinder } from '../mentions';
import type { ProofContext } from '../proof-context';
import { ownerlessHost } from '../ownerless-hosts';
import type { Zone } from '../zones';
import { limitsOf, sharedSubject, type Subjects } from './subjects';

/**
 * Roles for people and programs from outside AWS. Who issues the subjects must be told and must not belong to another
 * zone; the subject must be told; and no subject may take roles in two zones: whoever holds it would be in both.
 */
export function federationPass(context: ProofContext): void {
  const finder = context.mentions;
  const subjects: Subjects[] = [];
  for (const grant of context.grants) {
    const home = context.zoneOf(grant.resource);
    if (grant.kind !== 'trust' || !home) continue;
    for (const statement of grant.statements.filter(({ effect }) => effect === 'Allow')) {
      for (const provider of statement.principals?.federated ?? []) checkProvider({ context, finder, grant, home, statement, provider }, subjects);
    }
  }
  compareSubjects(context, subjects);
  for (const anchor of context.model.ofType('AWS::RolesAnywhere::TrustAnchor')) checkAnchor(context, anchor);
}

interface Trusted {
  readonly context: ProofContext;
  readonly finder: MentionFinder;
  readonly grant: Grant;
  readonly home: Zone;
  readonly statement: Statement;
  readonly provider: string;
}

const POOL = 'cognito-identity.amazonaws.com';

function checkProvider(trusted: Trusted, subjects: Subjects[]): void {
  const { context, grant, home, statement, provider } = trusted;
  const name = grant.resource.logicalId;
  const owner = accountOf(provider);
  const ownerZone = context.zones.ofAccount(owner);
  if (owner !== undefined && owner !== grant.resource.account && ownerZone?.name !== home.name) {
    return report(trusted, 'LEAK', 'foreign-identity-provider', `${name} of ${home.name} trusts the identity provider of account ${owner}`, 'use an identity provider of the own account', ownerZone ? { from: [ownerZone.name] } : {});
  }
  if (provider.includes(UNTOLD)) return report(trusted, 'UNKNOWN', 'untold-identity-provider', `${name} of ${home.name} trusts an identity provider that is not told`, 'name the identity provider');
  if (/:saml-provider\//.test(provider)) {
    if (!statement.conditions.some(({ key }) => /^saml:(aud|iss|sub)$/i.test(key))) report(trusted, 'LATENT', 'saml-without-audience', `${name} takes any assertion of ${provider}`, 'add the condition StringEquals SAML:aud https://signin.aws.amazon.com/saml');
    return;
  }
  if (provider === POOL) return checkPool(trusted);
  const issuer = issuerOf(context, provider);
  if (!checkIssuer(trusted, issuer)) return;
  checkSubjects(trusted, issuer, subjects);
}

/** Where the tokens come from. A provider that a template makes tells it in its address. */
function issuerOf(context: ProofContext, provider: string): string {
  const key = /⟨\d{12}\|([^⟩]+)⟩$/.exec(provider)?.[1];
  const maker = key === undefined ? undefined : context.model.resource(key) ?? context.model.resource(key.slice(0, key.lastIndexOf('.')));
  const url = maker && /OIDCProvider|OpenIdConnectProvider/i.test(maker.type) ? text(field(maker.properties, 'Url'), UNTOLD) ?? UNTOLD : undefined;
  return (url ?? provider.replace(/^arn:.*?oidc-provider\//, '')).replace(/^https:\/\//i, '');
}

/** Whoever holds a cluster or a user pool issues its subjects. */
function checkIssuer(trusted: Trusted, issuer: string): boolean {
  const { finder, grant, home } = trusted;
  const [mention] = finder.find(issuer, home);
  const name = grant.resource.logicalId;
  if (mention) {
    report(trusted, 'LEAK', 'issuer-of-zone', `${name} of ${home.name} trusts tokens of ${issuer}, which ${mention.zone.name} issues`, 'trust an issuer of the own zone', { from: [mention.zone.name] });
    return false;
  }
  const made = /⟨\d{12}\|/.test(issuer);
  if (!made && (issuer.includes(UNTOLD) || /^(oidc\.eks|cognito-idp)\./i.test(issuer) || ownerlessHost(issuer) !== undefined)) {
    report(trusted, 'UNKNOWN', 'issuer-of-untold-account', `${name} of ${home.name} trusts tokens of ${issuer.replaceAll(UNTOLD, '*')}, whose account no template tells`, 'make the cluster or the user pool in a template of the model, or cover it by a dated assumption');
    return false;
  }
  return true;
}

/** An identity pool names itself in the audience; its account issues every subject. */
function checkPool(trusted: Trusted): void {
  const { grant, home, statement, context } = trusted;
  const name = grant.resource.logicalId;
  const pools = statement.conditions.filter(({ operator, key }) => /^(foranyvalue:)?stringequals$/i.test(operator) && key.toLowerCase() === `${POOL}:aud`).map(({ values }) => values);
  const [values] = pools;
  if (!values) return report(trusted, 'LEAK', 'open-federation', `anybody with an identity pool can take the role ${name} of ${home.name}`, `add the condition StringEquals ${POOL}:aud with the id of the own pool`);
  for (const pool of values) {
    const zone = context.zones.ofAccount(accountOf(pool));
    if (zone?.name === home.name) continue;
    if (zone) report(trusted, 'LEAK', 'issuer-of-zone', `${name} of ${home.name} trusts an identity pool of ${zone.name}`, 'trust the own pool', { from: [zone.name] });
    else report(trusted, 'UNKNOWN', 'issuer-of-untold-account', `${name} of ${home.name} trusts the identity pool ${pool.replaceAll(UNTOLD, '*')}, whose account no template tells`, 'make the pool in a template of the model, or cover it by a dated assumption');
  }
}

function checkSubjects(trusted: Trusted, issuer: string, subjects: Subjects[]): void {
  const { grant, home, statement, provider } = trusted;
  const name = grant.resource.logicalId;
  if (statement.conditions.some(({ key }) => key.includes(UNTOLD))) {
    return report(trusted, 'UNKNOWN', 'untold-subjects', `which subjects of ${issuer} can take the role ${name} of ${home.name} is not told`, 'write the condition on the sub claim in the template');
  }
  if (!limitsOf(grant, statement, provider)) {
    return report(trusted, 'LEAK', 'open-federation', `anybody with a token of ${issuer} can take the role ${name} of ${home.name}`, 'add a condition on the sub claim that names one repository and environment (or one service account)');
  }
  subjects.push({ grant, home, statement, issuer });
}

function report({ context, grant, home, statement, provider }: Trusted, verdict: Verdict, kind: string, message: string, fix: string, to: Partial<Finding> = {}): void {
  context.report({
    pass: 'federation', kind, verdict, from: others(context, home), to: home.name, message, fix,
    way: [placeOf(grant.resource, [...grant.path, ...statement.place.split('/')], `lets in ${provider.replaceAll(UNTOLD, '*')}`)],
    ...(verdict === 'UNKNOWN' ? { why: 'the identity provider or its subjects are not told by the templates' } : {}), ...to,
  });
}

/** Certificates stand for roles: who holds the authority issues them (IAM Roles Anywhere user guide, trust anchors). */
function checkAnchor(context: ProofContext, anchor: Resource): void {
  const home = context.zoneOf(anchor);
  const source = field(anchor.properties, 'Source');
  if (!home || text(field(source, 'SourceType')) === 'AWS_ACM_PCA') return;
  context.report({
    pass: 'federation', kind: 'authority-of-untold-owner', verdict: 'UNKNOWN', from: others(context, home), to: home.name,
    message: `${anchor.logicalId} of ${home.name} takes certificates of an authority whose owner no template tells`,
    way: [placeOf(anchor, ['Source'], 'takes certificates')], why: 'who issues the certificates, the templates do not tell',
    fix: 'take certificates of a private authority of the own account, or cover it by a dated assumption',
  });
}

function compareSubjects(context: ProofContext, subjects: readonly Subjects[]): void {
  const byIssuer = new Map<string, Subjects[]>();
  for (const one of subjects) byIssuer.set(one.issuer, [...(byIssuer.get(one.issuer) ?? []), one]);
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
    message: `the subject ${JSON.stringify(shared.text ?? '?')} of ${one.issuer} can take roles in ${inner.home.name} and in ${outer.home.name}`,
    way: [inner, outer].map(({ grant, statement }) => placeOf(grant.resource, [...grant.path, ...statement.place.split('/')], 'takes the subject')),
    ...(shared.text === undefined ? { why: shared.why } : { request: { action: 'sts:AssumeRoleWithWebIdentity', sub: shared.text } }),
    fix: 'let each role take the subject of its own environment only, for example repo:example/app:environment:production',
  });
}

function others(context: ProofContext, home: Zone): string[] {
  return context.zones.list.map(({ name }) => name).filter((name) => name !== home.name);
}
