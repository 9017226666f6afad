import type { Resource } from '../../assembly/assembly-model';
import { field, isFields, text } from '../../assembly/value';
import { accountOf } from '../attacker';
import { placeOf, type Place } from '../finding';
import { walkTexts, type Mention, type MentionFinder } from '../mentions';
import type { PolicyDocument } from '../policy-documents';
import type { ProofContext } from '../proof-context';
import type { Zone } from '../zones';
import { ownerlessHost } from '../ownerless-hosts';
import { carrierAt, isMailAddress } from './carriers';
import { isNetworkRule } from './network-rules';
import { sharedSecrets } from './shared-secrets';

/** Texts of one zone that name another: account ids, ARNs, host names, buckets, addresses. */
export function stringsPass(context: ProofContext): void {
  const finder = context.mentions;
  const documents = new Map<string, PolicyDocument[]>();
  for (const document of context.documents) documents.set(document.resource.key, [...(documents.get(document.resource.key) ?? []), document]);
  for (const resource of context.model.resources) {
    const home = context.zoneOf(resource);
    // Guard rails name the accounts they bind; they let nobody in.
    if (!home || resource.type === 'AWS::Organizations::Policy') continue;
    const own = documents.get(resource.key) ?? [];
    const seen = new Set<string>();
    const note = (found: string, path: readonly string[]): void => {
      if (isMailAddress(resource, found)) return;
      for (const mention of finder.find(found, home)) reportMention(context, { resource, home, mention, place: placeOf(resource, path, `names ${mention.text}`) }, seen);
    };
    const noteText = (found: string, path: readonly string[]): void => {
      noteHost(context, resource, home, found, path, seen);
      if (!carrierAt(resource.type, path)) note(found, path);
    };
    const noteInit = (found: string, path: readonly string[]): void => {
      const place: Place = { stack: resource.stack, logicalId: resource.logicalId, type: resource.type, path: ['Resources', resource.logicalId, 'Metadata', 'AWS::CloudFormation::Init', ...path], says: 'is configured with it' };
      for (const mention of finder.find(found, home)) reportMention(context, { resource, home, mention, place }, seen);
    };
    walkTexts(resource.properties, [], noteText, (path) => context.isDocument(resource, path));
    for (const document of own) noteIdentityPolicy(context, document, note);
    const init = resource.template.Metadata?.['AWS::CloudFormation::Init'];
    if (init !== undefined) walkTexts(context.model.resolverOf(resource.stack).resolve(init), [], (found, path) => noteInit(found, path));
  }
  for (const stack of context.model.stacks) noteStack(context, stack.path, finder);
  sharedSecrets(context);
}

/** Host names that AWS makes up name a resource and not its account. Records of names are weighed with the names. */
function noteHost(context: ProofContext, resource: Resource, home: Zone, found: string, path: readonly string[], seen: Set<string>): void {
  const host = resource.type.startsWith('AWS::Route53') ? undefined : ownerlessHost(found);
  if (host === undefined || seen.has(host)) return;
  seen.add(host);
  context.report({
    pass: 'strings', kind: 'host-of-untold-owner', verdict: 'UNKNOWN', from: context.zones.list.map(({ name }) => name).filter((name) => name !== home.name), to: home.name,
    message: `${resource.logicalId} (${resource.type}) of ${home.name} names the host ${host}, whose account no template tells`, way: [placeOf(resource, path, `names ${host}`)],
    why: 'whose resource has that host name, the templates do not tell', fix: 'take the name from the resource by a reference, or cover it by a dated assumption',
  });
}

/** Statements that allow the owner's principals something name what they are meant to reach. */
function noteIdentityPolicy(context: ProofContext, document: PolicyDocument, note: (text: string, path: readonly string[]) => void): void {
  if (context.isGrant(document)) return;
  for (const { effect, resources, principals, place } of document.statements) {
    if (effect !== 'Allow') continue;
    const path = [...document.path, ...place.split('/')];
    for (const target of [...(resources ?? []), ...(principals?.aws ?? [])]) note(shown(target), path);
  }
}

function shown(target: string): string {
  return target.replaceAll(/⟨(\d{12})\|[^⟩]*⟩/g, '⟨$1|⟩');
}

interface Seen {
  readonly resource: Resource;
  readonly home: Zone;
  readonly mention: Mention;
  readonly place: Place;
}

function reportMention(context: ProofContext, { resource, home, mention, place }: Seen, seen: Set<string>): void {
  const { zone } = mention;
  const key = `${zone.name}|${place.path.join('/')}`;
  if (seen.has(key) || context.zones.pathwaysOf(home.name, zone.name).length > 0 || isNetworkRule(resource, mention)) return;
  seen.add(key);
  const [from, to] = home.kind === 'production' ? [zone.name, home.name] : [home.name, zone.name];
  context.report({
    pass: 'strings', kind: 'text-names-zone', verdict: 'LEAK', from: [from], to, way: [place],
    message: `${resource.logicalId} (${resource.type}) of ${home.name} names the ${mention.as} ${mention.text} of ${zone.name}`,
    fix: `give ${home.name} its own, by a parameter of the environment, or declare the pathway if the crossing is wanted`,
  });
}

/** Outputs, mappings and reads of outputs of other accounts. */
function noteStack(context: ProofContext, path: string, finder: MentionFinder): void {
  const stack = context.model.stack(path);
  const home = stack && context.zones.ofAccount(stack.account);
  if (!stack || !home) return;
  const resolver = context.model.resolverOf(stack);
  const report = (mention: Mention, at: readonly string[], verdict: 'LEAK' | 'LATENT', kind: string, message: string): void => {
    if (context.zones.pathwaysOf(home.name, mention.zone.name).length > 0) return;
    const [from, to] = home.kind === 'production' ? [mention.zone.name, home.name] : [home.name, mention.zone.name];
    context.report({
      pass: 'strings', kind, verdict, from: [from], to, message, way: [{ stack, path: at, says: `names ${mention.text}`, ...(at[0] === 'Resources' && at[1] !== undefined ? { logicalId: at[1] } : {}) }],
      fix: `give ${home.name} its own value, by a parameter of the environment`,
    });
  };
  for (const name of Object.keys(stack.template.Outputs ?? {})) {
    walkTexts(resolver.output(name) ?? null, [], (found) => finder.find(found, home).forEach((mention) =>
      report(mention, ['Outputs', name], 'LEAK', 'output-names-zone', `the output ${name} of ${stack.path} in ${home.name} holds the ${mention.as} ${mention.text} of ${mention.zone.name}`)));
  }
  const unused = { Mappings: stack.template.Mappings, Parameters: stack.template.Parameters };
  for (const [section, content] of Object.entries(unused)) {
    walkTexts(resolver.resolve(content ?? {}), [section], (found, at) => finder.find(found, home).forEach((mention) =>
      report(mention, at, 'LATENT', 'unused-text-names-zone', `${section} of ${stack.path} in ${home.name} hold the ${mention.as} ${mention.text} of ${mention.zone.name}`)));
  }
  noteStackOutputs(context, path, stack.template, [], (role, at, zone) =>
    report({ zone, text: role, as: 'account' }, at, 'LEAK', 'reads-stack-output-of-zone', `${stack.path} of ${home.name} reads an output of a stack of ${zone.name} over the role ${role}`));
}

/** `Fn::GetStackOutput` over a role of another account: the bridge that a reference between accounts builds. */
function noteStackOutputs(context: ProofContext, path: string, raw: unknown, at: readonly string[], report: (role: string, at: readonly string[], zone: Zone) => void): void {
  if (at.length === 0 && !JSON.stringify(raw).includes('Fn::GetStackOutput')) return;
  if (typeof raw !== 'object' || raw === null) return;
  for (const [name, part] of Object.entries(raw)) {
    if (name === 'Fn::GetStackOutput') {
      const stack = context.model.stack(path);
      const given = stack && context.model.resolverOf(stack).resolve(part);
      const role = isFields(given) ? text(field(given, 'RoleArn')) : undefined;
      const zone = context.zones.ofAccount(accountOf(role ?? ''));
      if (role !== undefined && zone && zone.name !== context.zones.ofAccount(stack?.account)?.name) report(role, at, zone);
    } else noteStackOutputs(context, path, part, [...at, name], report);
  }
}
