import type { Resource } from '../../assembly/assembly-model';
import { every, field, isFields, text, texts, type Value } from '../../assembly/value';
import { addressRange } from '../algebra/ranges';
import { UNTOLD } from '../algebra/statement';
import { placeOf } from '../finding';
import { bucketOfHost, ownerlessHost } from '../ownerless-hosts';
import type { ProofContext } from '../proof-context';
import type { Zone } from '../zones';
import { carried } from './carriers';

/** Whose answers does a zone give, and whose networks ask it? Names, records, delegations, zones and their networks. */
export function nameResolutionPass(context: ProofContext): void {
  carried(context, 'name-resolution');
  for (const resource of context.model.resources) {
    const home = /^AWS::(Route53|ServiceDiscovery)/.test(resource.type) ? context.zoneOf(resource) : undefined;
    if (!home) continue;
    if (resource.type === 'AWS::Route53::RecordSet') record(context, resource, home, resource.properties, []);
    if (resource.type === 'AWS::Route53::RecordSetGroup') every(resource.properties['RecordSets']).forEach((one, i) => record(context, resource, home, one, ['RecordSets', String(i)]));
    networks(context, resource, home);
  }
}

/** Ids of networks that stand without account: a zone, a rule, a profile or a namespace that serves them. */
function networks(context: ProofContext, resource: Resource, home: Zone): void {
  const associated = [
    ...every(resource.properties['VPCs']).map((one): [Value | undefined, string[]] => [field(one, 'VPCId'), ['VPCs']]),
    [field(resource.properties, 'VPCId'), ['VPCId']], [field(resource.properties, 'Vpc'), ['Vpc']],
    ...(resource.type === 'AWS::Route53Profiles::ProfileAssociation' ? [[field(resource.properties, 'ResourceId'), ['ResourceId']] as [Value | undefined, string[]]] : []),
  ] as const;
  for (const [value, path] of associated) {
    for (const found of texts(value, UNTOLD).filter((one) => one.includes(UNTOLD) || /^vpc-[0-9a-f]{8,}$/.test(one))) {
      unknown(context, resource, home, path, 'network-of-untold-owner', `uses the network ${shown(found)}, whose owner no template tells`, 'whose network it is, the templates do not tell');
    }
  }
}

/** What a record answers with: servers of an unknown zone, a name that anybody may take, an address of nobody known. */
function record(context: ProofContext, resource: Resource, home: Zone, properties: Value, path: readonly string[]): void {
  if (!isFields(properties)) return;
  const name = text(field(properties, 'Name'), UNTOLD) ?? UNTOLD;
  const type = text(field(properties, 'Type'), UNTOLD) ?? UNTOLD;
  const answers = texts(field(properties, 'ResourceRecords'), UNTOLD).map((one) => ({ one, at: 'ResourceRecords' }));
  const alias = texts(field(field(properties, 'AliasTarget'), 'DNSName'), UNTOLD).map((one) => ({ one, at: 'AliasTarget' }));
  for (const { one, at } of [...answers, ...alias]) {
    const problem = answerProblem(context, home, { name, type, answer: one });
    if (problem) unknown(context, resource, home, [...path, at], problem.kind, problem.says, problem.why);
  }
}

interface Answer {
  readonly name: string;
  readonly type: string;
  readonly answer: string;
}

function answerProblem(context: ProofContext, home: Zone, { name, type, answer }: Answer): { kind: string; says: string; why: string } | undefined {
  const made = /⟨\d{12}\|/.test(answer);
  if (type === 'NS' && !made && !delegated(context, home, name)) {
    return { kind: 'delegation-to-untold-zone', says: `hands ${shown(name)} to the servers ${shown(answer)}, whose zone no template tells`, why: 'whose zone answers for the name, the templates do not tell' };
  }
  const host = ownerlessHost(answer);
  if (host !== undefined) return { kind: 'host-of-untold-owner', says: `answers ${shown(name)} with ${host}, whose account no template tells`, why: 'whose resource has that host name, or whether anybody still has it, the templates do not tell' };
  const bucket = bucketOfHost(answer);
  if (bucket !== undefined && context.ownerOfBucket(bucket) === undefined) {
    return { kind: 'name-left-to-whoever-takes-it', says: `answers ${shown(name)} with the bucket ${bucket}, which no template makes`, why: 'whose bucket it is, or who will take the name first, the templates do not tell' };
  }
  const address = /^(A|AAAA)$/.test(type) && !made && addressRange(answer) !== undefined && !isPrivate(answer) && !context.zones.holding(answer);
  return address ? { kind: 'address-of-untold-owner', says: `answers ${shown(name)} with ${answer}, an address that no template holds`, why: 'whose address it is, the templates do not tell' } : undefined;
}

/** A declared delegation: the name belongs to a zone that a pathway lets ask for it. */
function delegated(context: ProofContext, home: Zone, name: string): boolean {
  const owner = context.zones.ofHost(name.replace(/\.$/, ''));
  return owner !== undefined && context.zones.pathwaysOf(owner.name, home.name).some(({ carries }) => carries === 'dns-delegation');
}

function isPrivate(address: string): boolean {
  return /^(10\.|127\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|f[cd]|fe80|::1$)/i.test(address);
}

function unknown(context: ProofContext, resource: Resource, home: Zone, path: readonly string[], kind: string, says: string, why: string): void {
  context.report({
    pass: 'name-resolution', kind, verdict: 'UNKNOWN', from: context.zones.list.map(({ name }) => name).filter((name) => name !== home.name), to: home.name,
    message: `${resource.logicalId} (${resource.type}) of ${home.name} ${says}`, way: [placeOf(resource, path, 'answers or is asked')], why,
    fix: 'make the other end in a template of the model, remove the record, or cover it by a dated assumption',
  });
}

function shown(found: string): string {
  return found.replaceAll(UNTOLD, '*');
}
