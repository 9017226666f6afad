import type { Answer } from '../ask';
import type { Attacker } from '../attacker';
import { placeOf, type Place } from '../finding';
import type { Grant } from '../grants';
import { actingFor, permittedActions } from '../pathway-actions';
import type { Actor, ProofContext } from '../proof-context';
import type { Zone } from '../zones';
import { relays } from './relays';
import { describe, doubted } from './trust';

type Found = Exclude<Answer, { answer: 'no' }>;

interface Hit {
  readonly zones: Set<string>;
  readonly answer: Found;
  readonly attacker: Attacker;
  readonly way: readonly Place[];
}

/** Which resources of a zone do their policies open to principals of another one? */
export function resourcePolicyPass(context: ProofContext): void {
  const controlledIn = new Map<string, (Actor & { zone: Zone })[]>();
  for (const zone of context.zones.list) {
    for (const actor of context.controlled.get(zone.name) ?? []) {
      const { account } = actor.attacker;
      controlledIn.set(account, [...(controlledIn.get(account) ?? []), { ...actor, zone }]);
    }
  }
  for (const grant of context.grants) {
    const home = context.zoneOf(grant.resource);
    if (grant.kind !== 'resource' || !home) continue;
    const hits = new Map<string, Hit>();
    for (const zone of callingZones(context, grant, home)) askFor(context, grant, home, zone, zone.accounts.map((account) => ({ attacker: { kind: 'account', account }, way: [] })), hits);
    // A policy for everyone may mean an account by a condition alone.
    for (const account of grant.open ? controlledIn.keys() : grant.named) {
      const callers = (controlledIn.get(account) ?? []).filter(({ zone }) => zone.name !== home.name && context.zones.ofAccount(account)?.name !== home.name);
      for (const caller of callers) askFor(context, grant, home, caller.zone, [caller], hits);
    }
    if (grant.open) askAnonymously(context, grant, home, hits);
    for (const hit of hits.values()) report(context, grant, home, hit);
  }
  relays(context);
}

function callingZones(context: ProofContext, grant: Grant, home: Zone): Zone[] {
  if (grant.open) return context.zones.list.filter(({ name }) => name !== home.name);
  const names = new Set([...grant.named].map((account) => context.zones.ofAccount(account)?.name));
  return context.zones.list.filter(({ name }) => name !== home.name && names.has(name));
}

function askFor(context: ProofContext, grant: Grant, home: Zone, zone: Zone, callers: readonly Actor[], hits: Map<string, Hit>): void {
  for (const { attacker, way, doubt } of callers) {
    const permitted = [...permittedActions(context.zones, zone, home), ...permittedActions(context.zones, actingFor(context.zones, zone, attacker.account), home)];
    const answer = doubted(context.ask(attacker, grant.resource.account ?? '', grant.statements, { permitted }), doubt);
    if (answer.answer === 'no') continue;
    const key = `${answer.answer}|${answer.statement.place}|${way.length}`;
    const known = hits.get(key);
    if (known) known.zones.add(zone.name);
    else hits.set(key, { zones: new Set([zone.name]), answer, attacker, way });
    if (answer.answer === 'yes') return;
  }
}

/** A statement for everyone also lets in callers that are not signed in, and so every zone. */
function askAnonymously(context: ProofContext, grant: Grant, home: Zone, hits: Map<string, Hit>): void {
  if ([...hits.values()].some(({ answer }) => answer.answer === 'yes')) return;
  const attacker: Attacker = { kind: 'anonymous', account: '' };
  const answer = context.ask(attacker, grant.resource.account ?? '', grant.statements);
  if (answer.answer === 'no') return;
  const zones = new Set(context.zones.list.map(({ name }) => name).filter((name) => name !== home.name));
  hits.set(`anonymous|${answer.answer}`, { zones, answer, attacker, way: [] });
}

function report(context: ProofContext, grant: Grant, home: Zone, { zones, answer, attacker, way }: Hit): void {
  const { resource } = grant;
  const action = answer.answer === 'yes' ? String(answer.request['action'] ?? '*') : 'something';
  context.report({
    pass: 'resource-policies', kind: way.length > 0 ? 'policy-lets-in-zone-over-third-account' : 'policy-lets-in-zone',
    verdict: answer.answer === 'yes' ? 'LEAK' : 'UNKNOWN', from: [...zones].toSorted(), to: home.name,
    message: `the policy of ${resource.logicalId} (${resource.type}) in ${home.name} lets ${describe(attacker)} do ${action}`,
    way: [...way, placeOf(resource, [...grant.path, ...(grant.path[0] === answer.statement.place ? [] : answer.statement.place.split('/'))], `allows ${describe(attacker)}`)],
    ...(answer.answer === 'yes' ? { request: answer.request } : { why: answer.why }),
    fix: 'remove the principal from the statement, or declare the pathway if the crossing is wanted',
  });
}
