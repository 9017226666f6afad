/** The parts that make evidence. */
interface EvidenceMaker {
  readonly collectEvidence: typeof import('../evidence/collect-evidence').collectEvidence;
  readonly readEvidence: typeof import('../evidence/read/read-evidence').readEvidence;
  readonly readParity: typeof import('../evidence/read/read-parity').readParity;
  readonly writeEvidence: typeof import('../evidence/write-evidence').writeEvidence;
}

/** Loads what makes evidence: all rules with their cases take a quarter of a second, which no other command shall wait for. */
export function loadEvidenceMaker(): EvidenceMaker {
  const { collectEvidence } = require('../evidence/collect-evidence') as typeof import('../evidence/collect-evidence');
  const { readEvidence } = require('../evidence/read/read-evidence') as typeof import('../evidence/read/read-evidence');
  const { readParity } = require('../evidence/read/read-parity') as typeof import('../evidence/read/read-parity');
  const { writeEvidence } = require('../evidence/write-evidence') as typeof import('../evidence/write-evidence');
  return { collectEvidence, readEvidence, readParity, writeEvidence };
}
