import type { Resource } from '../../assembly/assembly-model';
import type { Finding, Place } from '../finding';
import type { ProofContext } from '../proof-context';
import type { Zone, Zones } from '../zones';

export function leak(context: ProofContext, home: Zone, other: Zone, way: readonly Place[], kind: string, message: string, fix: string): void {
  context.report({ pass: 'network', kind, verdict: 'LEAK', ...ends(home, other), message, way, fix });
}

export function latent(context: ProofContext, home: Zone, other: Zone, way: readonly Place[], kind: string, message: string, fix: string): void {
  context.report({ pass: 'network', kind, verdict: 'LATENT', ...ends(home, other), message, way, fix });
}

export function unknown(context: ProofContext, home: Zone, way: readonly Place[], kind: string, message: string, why: string): void {
  context.report({ pass: 'network', kind, verdict: 'UNKNOWN', from: context.zones.list.map(({ name }) => name).filter((name) => name !== home.name), to: home.name, message, way, why, fix: 'make the link in a template of the model, or cover it by a dated assumption' });
}

function ends(home: Zone, other: Zone): Pick<Finding, 'from' | 'to'> {
  return home.kind === 'production' ? { from: [other.name], to: home.name } : { from: [home.name], to: other.name };
}

/** Whether a pathway that carries traffic joins two zones. */
export function linked(zones: Zones, one: string, other: string): boolean {
  return zones.pathwaysOf(one, other).some(({ carries }) => carries === 'shared-service');
}

/** What `Ref` gives for a resource whose id deployment makes. */
export function idOf(resource: Resource): string {
  return `⟨${resource.account}|${resource.key}⟩`;
}
