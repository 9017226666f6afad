import type { Resource } from '../assembly/assembly-model';
import type { AssemblyStack } from '../assembly/load-assembly';
import type { Request } from './algebra/solve';

/** The parts of the proof. */
export const PASSES = ['trust', 'resource-policies', 'services', 'federation', 'network', 'name-resolution', 'data', 'strings', 'delivery', 'net'] as const;
export type Pass = typeof PASSES[number];

/**
 * `LEAK`: there is a way, and the witness shows it. `UNKNOWN`: the templates do not tell; it counts as failed. `LATENT`:
 * nothing leads across today, one more mistake and something does.
 */
export type Verdict = 'LEAK' | 'UNKNOWN' | 'LATENT';

/** A place in a template: a stack, in it a resource, in it a value. */
export interface Place {
  readonly stack: AssemblyStack;
  /** Absent when the place is the stack itself. */
  readonly logicalId?: string;
  readonly type?: string;
  /** Path inside the template, from its root. */
  readonly path: readonly string[];
  /** What this place contributes to the way across. */
  readonly says: string;
}

/** One thing that stands against the claim of some pairs of zones. */
export interface Finding {
  readonly pass: Pass;
  /** What kind of thing it is, for example `role-trusts-zone`. */
  readonly kind: string;
  readonly verdict: Verdict;
  /** Zones from which the way leads. */
  readonly from: readonly string[];
  readonly to: string;
  readonly message: string;
  /** The way, step by step; the last place is the one to change. */
  readonly way: readonly Place[];
  /** The concrete request that is allowed, for findings about policies. */
  readonly request?: Request;
  /** Why the templates do not tell, for unknown ones. */
  readonly why?: string;
  readonly fix: string;
}

/** The place of a value below the properties of a resource. */
export function placeOf(resource: Resource, path: readonly string[], says: string): Place {
  return { stack: resource.stack, logicalId: resource.logicalId, type: resource.type, path: ['Resources', resource.logicalId, 'Properties', ...path], says };
}
