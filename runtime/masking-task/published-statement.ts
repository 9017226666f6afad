import { type EvidenceStatement } from '../masking/evidence/evidence-statement';

/** What was handed over beside the facts of the masking, under the same signature. */
export interface Publication {
  readonly run: string;
  readonly dataset: string;
  /** The one environment it is for: another one refuses it. */
  readonly environment: string;
  /** Until when it may be loaded. */
  readonly expires: string;
  /** When production made the snapshot. */
  readonly snapshot: string;
  readonly dump: { readonly key: string; readonly bytes: number; readonly sha256: string };
  /** Extensions of PostgreSQL that the dump takes for granted. */
  readonly extensions: readonly string[];
  /** Folder of the synthetic documents; empty where there are none. */
  readonly documents: string;
}

/** The manifest: evidence of the masking with the publication in its predicate. */
export type PublishedStatement = EvidenceStatement & { readonly predicate: EvidenceStatement['predicate'] & { readonly publication: Publication } };

/** Where the parts of a publication lie in the bucket of the environment. */
export function publishedKeys(dataset: string, run: string): { readonly dump: string; readonly manifest: string; readonly documents: string } {
  const folder = `incoming/${dataset}/${run}/`;
  return { dump: `${folder}dump`, manifest: `${folder}manifest.json`, documents: `${folder}documents/` };
}

/** Puts a publication into the statement: the dump becomes a subject, so that its digest is what the signature is about. */
export function published(statement: EvidenceStatement, publication: Publication): PublishedStatement {
  return {
    ...statement,
    subject: [...statement.subject, { name: publication.dump.key, digest: { sha256: publication.dump.sha256 } }],
    predicate: { ...statement.predicate, publication },
  };
}

/** What an environment expects of a publication. */
export interface Wanted {
  readonly run: string;
  readonly dataset: string;
  readonly environment: string;
  readonly policyVersion: string;
  readonly now: number;
}

/** Why this environment must not load it; empty where it may. */
export function refusals(statement: EvidenceStatement, wanted: Wanted): string[] {
  const { publication, ...masking } = statement.predicate as Partial<PublishedStatement['predicate']>;
  return publication === undefined ? ['it says nothing of what is published'] : [...misdirected(publication, wanted), ...unproved(masking, wanted)];
}

function misdirected(publication: Publication, { run, dataset, environment, now }: Wanted): string[] {
  return [
    ...(publication.run === run ? [] : [`it is of run ${publication.run}, not ${run}`]),
    ...(publication.dataset === dataset ? [] : [`it is of dataset ${publication.dataset}, not ${dataset}`]),
    ...(publication.environment === environment ? [] : [`it is for ${publication.environment}, not ${environment}`]),
    ...(publication.dump.key === publishedKeys(dataset, run).dump ? [] : ['its dump lies elsewhere']),
    ...(now < Date.parse(publication.expires) ? [] : [`it expired at ${publication.expires}`]),
  ];
}

function unproved({ policy, gates = [], request }: Partial<EvidenceStatement['predicate']>, { policyVersion }: Wanted): string[] {
  return [
    ...(policy?.version === policyVersion ? [] : [`it was masked by policy version ${policy?.version ?? 'of nobody'}, not ${policyVersion}`]),
    ...(gates.length === 0 ? ['no gate was passed'] : []),
    ...gates.filter(({ passed }) => !passed).map(({ gate }) => `gate "${gate}" failed`),
    ...(request === undefined || request.requester.toLowerCase() === request.approver.toLowerCase() ? ['nobody but the requester approved it'] : []),
  ];
}
