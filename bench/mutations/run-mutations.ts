import { parseZones } from '../../policies/isolation/parse-zones';
import { proveIsolation, type ProofOptions } from '../../policies/isolation/prove';
import type { ProofReport } from '../../policies/isolation/report';
import { Dice } from './dice';
import { CARRIER_LEAKS, CARRIER_UNTOLD } from './leaks-of-carriers';
import { CONDITION_LEAKS, CONDITION_UNTOLD, FEDERATION_LEAKS, FEDERATION_UNTOLD } from './leaks-of-conditions';
import { DECLARED_LINK_LEAKS, DECLARED_LINK_UNTOLD } from './leaks-of-declared-links';
import { ENCODING_LEAKS, ENCODING_UNTOLD } from './leaks-of-encodings';
import { GRANT_LEAKS } from './leaks-of-grants';
import { LINK_LEAKS, LINK_UNTOLD } from './leaks-of-links';
import { TEXT_LEAKS } from './leaks-of-texts';
import { OTHER_LEAKS, OTHER_UNTOLD } from './leaks-of-the-rest';
import { TRUST_LEAKS } from './leaks-of-trust';
import { BEYOND_PATHWAY_LEAKS, RELAY_LEAKS, RELAY_UNTOLD } from './leaks-over-third-accounts';
import type { Mutation } from './mutation';
import { CLEAN_WORLDS, type Injected, type World } from './world';

/** Every kind of leak that the suite knows. */
export const LEAKS: readonly Mutation[] = [...GRANT_LEAKS, ...TRUST_LEAKS, ...TEXT_LEAKS, ...LINK_LEAKS, ...OTHER_LEAKS,
  ...RELAY_LEAKS, ...BEYOND_PATHWAY_LEAKS, ...CONDITION_LEAKS, ...FEDERATION_LEAKS, ...ENCODING_LEAKS, ...CARRIER_LEAKS, ...DECLARED_LINK_LEAKS];

/** Kinds whose other end no template tells: they must end as unknown. */
export const UNTOLD_KINDS: readonly Mutation[] = [...LINK_UNTOLD, ...OTHER_UNTOLD, ...CONDITION_UNTOLD, ...FEDERATION_UNTOLD, ...ENCODING_UNTOLD, ...CARRIER_UNTOLD, ...RELAY_UNTOLD, ...DECLARED_LINK_UNTOLD];

/** What became of one mutation of one world. `named`: a leak whose witness names the injected place. */
export interface Outcome {
  readonly kind: string;
  readonly world: string;
  readonly seed: number;
  /** For a change that opens nothing, `missed` is what should be: nothing was found. */
  readonly result: 'named' | 'leak elsewhere' | 'unknown' | 'missed';
  readonly findings: readonly string[];
}

/** Mutates a clean world and proves it. */
export function judge(mutation: Mutation, makeWorld: () => World, seed: number, options: ProofOptions = {}): Outcome {
  const world = makeWorld();
  const injected = mutation.apply(world, new Dice(seed));
  const report = proveWorld(world, options);
  return { kind: mutation.name, world: world.name, seed, result: resultOf(report, injected), findings: report.findings.map(({ verdict, id, why }) => `${verdict} ${id}${why === undefined ? '' : ` (${why})`}`) };
}

export function proveWorld(world: World, options: ProofOptions = {}): ProofReport {
  return proveIsolation(world.assembled(), parseZones(world.zones, world.name), { today: '2026-01-15', ...options });
}

function resultOf({ findings, verdict }: ProofReport, injected: Injected): Outcome['result'] {
  const leaks = findings.filter((finding) => finding.verdict === 'LEAK');
  const named = leaks.some(({ steps }) => steps.some((step) => step.stack === injected.stack && (injected.logicalId === undefined || step.logicalId === injected.logicalId)));
  if (named) return 'named';
  return leaks.length > 0 ? 'leak elsewhere' : verdict === 'UNKNOWN' ? 'unknown' : 'missed';
}

/** Every kind in two of the worlds, other ones for each: for a run that must be quick. */
export function judgeSome(mutations: readonly Mutation[]): Outcome[] {
  return mutations.flatMap((mutation, kind) => CLEAN_WORLDS.filter((_, w) => w === kind % CLEAN_WORLDS.length || w === (kind + 2) % CLEAN_WORLDS.length)
    .map((world, w) => judge(mutation, world, kind * 1000 + w)));
}

/** Every kind in every world, `times` with other spellings. */
export function judgeAll(mutations: readonly Mutation[], times: number, firstSeed = 0, options: ProofOptions = {}): Outcome[] {
  return mutations.flatMap((mutation, kind) => CLEAN_WORLDS.flatMap((world, w) =>
    Array.from({ length: times }, (_, i) => judge(mutation, world, firstSeed + kind * 1000 + w * 100 + i, options))));
}
