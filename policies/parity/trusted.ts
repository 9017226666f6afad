/** What the verdict rests on. */
export const TRUSTED: readonly string[] = [
  'The app makes its environments with a Platform of this library, and runs in one process.',
  'Synthesis is deterministic: what the workload does depends on its parameters and on where it is built, not on time, chance or the number of calls. Where something differs, the ledger synthesizes the second environment once more and reports what is not the same.',
  'Names that the CDK makes end in 32 bits of a hash of the construct path; two of the same hash are taken for the same construct.',
  'Each value of the ledger depends on three parameters at most, on the smallest set that explains it in every synthesis; where other sets would, the ledger says so.',
];

/** What it does not see. */
export const NOT_SEEN: readonly string[] = [
  'drift and changes in the console', 'what code does when it runs', 'differences inside images and in binary assets of more than 5 MB', 'accounts that are no environment (delivery, audit, quarantine)',
];
