import type { Statement } from '../algebra/statement';
import { accountOf } from '../attacker';
import { placeOf } from '../finding';
import type { Grant } from '../grants';
import { permittedActions } from '../pathway-actions';
import type { ProofContext } from '../proof-context';
import type { Zone } from '../zones';

/**
 * The confused deputy: a service that may act on a resource, but not only for resources of the owner, acts for any
 * account that asks it to (IAM user guide, "The confused deputy problem"). Trust policies are not concerned: a service
 * assumes only roles that were passed to it inside their own account.
 */
export function servicesPass(context: ProofContext): void {
  for (const grant of context.grants) {
    const home = context.zoneOf(grant.resource);
    if (grant.kind !== 'resource' || !home) continue;
    for (const statement of grant.statements) {
      if (statement.effect !== 'Allow' || writesBelowOwnAccount(statement, grant.resource.account ?? '')) continue;
      for (const service of servicesOf(statement)) askService(context, grant, home, statement, service);
    }
  }
}

/** Services that a statement lets in: by name, or as part of everyone where its conditions are about services. */
function servicesOf({ principals, notPrincipals, conditions }: Statement): readonly string[] {
  const named = principals?.services ?? [];
  if (!principals?.everyone && !notPrincipals) return named;
  const keys = conditions.map(({ key }) => key.toLowerCase());
  if (!keys.some((key) => /^aws:(source(arn|account|owner|orgid|orgpaths)|principalisawsservice|principalservicename(slist)?)$/.test(key))) return named;
  const texts = conditions.flatMap(({ values }) => values);
  const told = texts.map((text) => /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com$/.exec(text)?.[0] ?? /^arn:[^:]*:([a-z0-9-]+):/.exec(text)?.[1]).find((text) => text !== undefined) ?? 's3';
  return [...named, told.includes('.') ? told : `${told}.amazonaws.com`];
}

function askService(context: ProofContext, grant: Grant, home: Zone, statement: Statement, service: string): void {
  const account = grant.resource.account ?? '';
  const policy = [statement, ...grant.statements.filter(({ effect }) => effect === 'Deny')];
  const hits = context.zones.list.filter((zone) => zone.name !== home.name).flatMap((zone) => {
    const permitted = permittedActions(context.zones, zone, home);
    const [found] = zone.accounts.map((caller) => context.ask({ kind: 'service', account: caller, service }, account, policy, { permitted })).filter(({ answer }) => answer !== 'no');
    return found && found.answer !== 'no' ? [{ zone: zone.name, found }] : [];
  });
  const [first] = hits;
  if (!first) return;
  const { found } = first;
  context.report({
    pass: 'services', kind: 'confused-deputy', verdict: found.answer === 'yes' ? 'LEAK' : 'UNKNOWN',
    from: hits.map(({ zone }) => zone), to: home.name,
    message: `${service} may act on ${grant.resource.logicalId} (${grant.resource.type}) of ${home.name} for any account, also for ${hits.map(({ zone }) => zone).join(', ')}`,
    way: [placeOf(grant.resource, [...grant.path, ...(grant.path[0] === statement.place ? [] : statement.place.split('/'))], `allows ${service} without saying for whom`)],
    ...(found.answer === 'yes' ? { request: found.request } : { why: found.why }),
    fix: `add the condition StringEquals aws:SourceAccount ${account}, or ArnLike aws:SourceArn with an ARN of that account`,
  });
}

/** Log deliveries write, and read nothing, below a prefix that names the account they deliver for. */
function writesBelowOwnAccount(statement: Statement, account: string): boolean {
  const resources = statement.resources ?? [];
  const writes = statement.actions?.every((action) => /^s3:(put|getbucket)/i.test(action)) === true;
  return writes && resources.length > 0 && resources.every((resource) => resource.includes(`/AWSLogs/${account}/`) && accountOf(resource) === undefined);
}
