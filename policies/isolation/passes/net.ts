import type { Resource } from '../../assembly/assembly-model';
import type { AssemblyStack } from '../../assembly/load-assembly';
import { resourceType } from '../../assembly/resource-types';
import { every, field, texts, whyUntold, type Value } from '../../assembly/value';
import { UNTOLD } from '../algebra/statement';
import { accountOf } from '../attacker';
import { placeOf, type Finding, type Place } from '../finding';
import type { ProofContext } from '../proof-context';
import type { Zone } from '../zones';
import { customResourceProblem } from './custom-resource';

/** Types without an entry in the specification that let nobody in. */
const HARMLESS = new Set(['AWS::CDK::Metadata', 'AWS::CloudFormation::WaitCondition', 'AWS::CloudFormation::WaitConditionHandle',
  // Newer than the specification the table is made from: how the own DNS firewall fails. It names nobody.
  'AWS::Route53Resolver::FirewallConfig']);
/** Types that deploy templates which are not in the model. */
const DEPLOYS_MORE = new Set(['AWS::CloudFormation::StackSet', 'AWS::ServiceCatalog::CloudFormationProduct', 'AWS::ServiceCatalog::CloudFormationProvisionedProduct', 'AWS::CloudFormation::ModuleVersion', 'AWS::Serverless::Application']);
/** Openings that other passes have read in full. */
const READ_ELSEWHERE = new Set(['AWS::Lambda::Permission', 'AWS::Lambda::LayerVersionPermission', 'AWS::Events::EventBusPolicy']);
const KNOWN_TRANSFORMS = new Set(['AWS::LanguageExtensions', 'AWS::SecretsManager-2020-07-23', 'AWS::SecretsManager-2024-09-16']);
/** Accounts with which load balancers deliver logs in older regions (Elastic Load Balancing user guide, access logs). */
const LOG_DELIVERY_ACCOUNTS = new Set(['127311923021', '033677994240', '027434742980', '797873946194', '098369216593', '754344448648', '589379963580', '718504428378', '383597477331', '600734575887', '114774131450', '783225319266', '582318560864', '985666609251', '054676820928', '156460612806', '652711504416', '635631232127', '009996457667', '897822967062', '076674570225', '507241528517']);

/** Whatever no other pass explains: accounts without zone, unlisted types, custom resources, open principals. */
export function netPass(context: ProofContext): void {
  stacks(context);
  unzonedPrincipals(context);
  for (const resource of context.model.resources) {
    const home = context.zoneOf(resource);
    if (!home) continue;
    const problem = typeProblem(context, resource);
    if (problem) unknown(context, home.name, [placeOf(resource, [], problem.why)], problem.kind, `${resource.logicalId} (${resource.type}) of ${home.name}: ${problem.why}`, problem.why);
    if (!READ_ELSEWHERE.has(resource.type)) openings(context, resource, home);
  }
}

function stacks(context: ProofContext): void {
  const seen = new Set<string>();
  for (const stack of context.model.stacks) {
    if (stack.account !== undefined) seen.add(stack.account);
    oneStack(context, stack);
  }
  for (const zone of context.zones.list) {
    for (const account of zone.accounts.filter((one) => !seen.has(one))) {
      unknown(context, zone.name, [], 'account-without-templates', `account ${account} of ${zone.name} has no template in the model`, 'what the account grants is not told');
    }
  }
}

function oneStack(context: ProofContext, stack: AssemblyStack): void {
  const whole: Place = { stack, path: [], says: 'the stack' };
  const zone = context.zones.ofAccount(stack.account);
  const to = zone?.name ?? '*';
  if (stack.account === undefined) unknown(context, '*', [whole], 'stack-without-account', `${stack.path} is bound to no account`, 'into which account it is deployed, the assembly does not tell');
  else if (!zone) unknown(context, '*', [whole], 'account-in-no-zone', `${stack.path} is deployed to account ${stack.account}, which is in no zone`, `what account ${stack.account} is for, the zones do not tell`);
  for (const logicalId of stack.missingTemplates ?? []) {
    unknown(context, to, [{ ...whole, logicalId, path: ['Resources', logicalId] }], 'nested-template-missing', `the template of the nested stack ${logicalId} of ${stack.path} is not in the assembly`, 'what the nested stack holds is not told');
  }
  const changed = transformsOf(stack);
  if (changed.length > 0) unknown(context, to, [{ ...whole, path: ['Transform'] }], 'transformed-template', `${stack.path} is changed by ${changed.join(', ')} when it is deployed`, 'what the transform makes of the template is not told');
}

/** Macros that rewrite the template at deployment, other than those that change nothing here. */
function transformsOf({ template }: AssemblyStack): string[] {
  const declared = [template['Transform']].flat().filter((name) => typeof name === 'string').filter((name) => !KNOWN_TRANSFORMS.has(name));
  const loops = Object.keys(template.Resources ?? {}).filter((name) => name.startsWith('Fn::'));
  const written = JSON.stringify([template.Resources, template.Outputs, template.Conditions]);
  const inside = [['"Fn::Transform"', 'Fn::Transform'], ['"Fn::ForEach::', 'Fn::ForEach']].flatMap(([sign = '', name = '']) => (written.includes(sign) && loops.length === 0 ? [name] : []));
  return [...declared, ...loops, ...inside];
}

function unzonedPrincipals(context: ProofContext): void {
  for (const grant of context.grants) {
    const home = context.zoneOf(grant.resource);
    if (!home) continue;
    for (const account of grant.named) {
      if (context.zones.ofAccount(account) || LOG_DELIVERY_ACCOUNTS.has(account)) continue;
      const statement = grant.statements.find(({ effect, principals }) => effect === 'Allow' && principals?.aws.some((one) => accountOf(one) === account));
      unknown(context, home.name, [placeOf(grant.resource, [...grant.path, ...(statement?.place.split('/') ?? [])], `lets in account ${account}`)], 'principal-in-no-zone', `${grant.resource.logicalId} (${grant.resource.type}) of ${home.name} lets in account ${account}, which is in no zone`, `whose account ${account} is, the zones do not tell`);
    }
  }
}

function typeProblem(context: ProofContext, resource: Resource): { kind: string; why: string } | undefined {
  const { type } = resource;
  if (DEPLOYS_MORE.has(type)) return { kind: 'deploys-more-templates', why: 'it deploys templates that are not in the model' };
  if (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource') {
    const why = customResourceProblem(context, resource);
    return why === undefined ? undefined : { kind: 'custom-resource', why };
  }
  if (HARMLESS.has(type) || resourceType(type)) return undefined;
  return { kind: 'type-not-classified', why: 'the AWS specification does not list this type' };
}

/** Properties that may name somebody who is let in: everyone, an organisation, an unknown account, or not told. */
function openings(context: ProofContext, resource: Resource, home: Zone): void {
  for (const path of resourceType(resource.type)?.openings ?? []) {
    for (const value of valuesAt(resource.properties, path.split('.'))) {
      for (const found of texts(value, UNTOLD)) opening(context, resource, home, path, found, whyUntold(value));
    }
  }
}

function opening(context: ProofContext, resource: Resource, home: Zone, path: string, found: string, untoldWhy: string | undefined): void {
  const others = context.zones.list.filter(({ name }) => name !== home.name && context.zones.pathwaysOf(home.name, name).length === 0).map(({ name }) => name);
  const problem = others.length === 0 ? undefined : openingProblem(context, resource, others, found, untoldWhy);
  if (!problem) return;
  const { verdict, kind, what, why, from = others } = problem;
  context.report({
    pass: 'net', kind, verdict, from, to: home.name, message: `${path} of ${resource.logicalId} (${resource.type}) of ${home.name} ${what}`,
    way: [placeOf(resource, path.split('.'), `holds ${found.replaceAll(UNTOLD, '*')}`)], fix: 'name the accounts that are let in', ...(why === undefined ? {} : { why }),
  });
}

interface Opening {
  readonly verdict: Finding['verdict'];
  readonly kind: string;
  readonly what: string;
  readonly why?: string;
  readonly from?: readonly string[];
}

function openingProblem(context: ProofContext, resource: Resource, others: readonly string[], found: string, untoldWhy: string | undefined): Opening | undefined {
  const unit = /\b(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})\b/.exec(found)?.[1];
  const organization = /(?:^|\/)(o-[a-z0-9]{4,32})(?:$|\/)/.exec(found)?.[1];
  if (found === '*' || /^(all|public|everyone)$/i.test(found)) return { verdict: 'LEAK', kind: 'open-to-everyone', what: 'lets in everyone' };
  if (unit !== undefined) return openToUnit(context, others, unit);
  if (organization !== undefined) {
    return organization === context.zones.organization ? { verdict: 'LEAK', kind: 'open-to-organization', what: 'lets in the whole organisation' }
      : { verdict: 'UNKNOWN', kind: 'open-to-organization', what: `lets in ${found}`, why: 'which accounts belong to it, the zones do not tell' };
  }
  if (found.includes(UNTOLD)) return { verdict: 'UNKNOWN', kind: 'opening-not-told', what: 'is not told', why: untoldWhy ?? 'the value is not told' };
  const account = accountOf(found);
  if (account === undefined || account === resource.account || context.zones.ofAccount(account)) return undefined;
  return { verdict: 'UNKNOWN', kind: 'opening-in-no-zone', what: `names account ${account}, which is in no zone`, why: `whose account ${account} is, the zones do not tell` };
}

/** A unit lets in the zones whose accounts stand in it, where the zones file tells that of every account. */
function openToUnit(context: ProofContext, others: readonly string[], unit: string): Opening | undefined {
  const zones = context.zones.list.filter(({ name }) => others.includes(name));
  const standing = zones.map(({ name, accounts }) => ({ name, within: accounts.map((account) => context.zones.tree.within(unit, account)) }));
  if (standing.some(({ within }) => within.includes(undefined))) return { verdict: 'UNKNOWN', kind: 'open-to-organization', what: `lets in ${unit}`, why: 'which accounts belong to it, the zones do not tell' };
  const from = standing.filter(({ within }) => within.includes(true)).map(({ name }) => name);
  return from.length === 0 ? undefined : { verdict: 'LEAK', kind: 'open-to-organization', what: `lets in the unit ${unit}, in which ${from.join(', ')} stand`, from };
}

/** The values at a path of names; lists on the way are entered. */
function valuesAt(value: Value | undefined, path: readonly string[]): Value[] {
  const [name, ...rest] = path;
  if (name === undefined) return value === undefined ? [] : [value];
  return every(value).flatMap((one) => valuesAt(field(one, name), rest));
}

function unknown(context: ProofContext, to: string, way: readonly Place[], kind: string, message: string, why: string): void {
  const from = to === '*' ? ['*'] : context.zones.list.map(({ name }) => name).filter((name) => name !== to);
  context.report({ pass: 'net', kind, verdict: 'UNKNOWN', from, to, message, way, why, fix: 'bring it into the model, or cover it by a dated, owned assumption' });
}
