import type { ProofFinding } from '../evidence';

/** Whether a finding of the proof counts: a way that stands or may stand, and that nobody vouches for. */
export function isOpen({ verdict, coveredBy }: Pick<ProofFinding, 'verdict' | 'coveredBy'>): boolean {
  return verdict !== 'LATENT' && coveredBy === undefined;
}
