import { Problems } from '../../../lib/values/problems';
import { domainOf } from '../engine/column-action';
import { versionOf } from '../policy/canonical-json';
import type { Disposition } from '../policy/masking-policy';
import type { PreparedRun } from '../plan/make-plan';
import { planVersion } from '../plan/mask-plan';
import type { DocumentReport } from '../documents/replace-documents';
import type { Gate } from '../verify/finding';
import type { TableDigest } from '../verify/table-digest';
import type { Verification } from '../verify/verify-masking';

export const statementType = 'https://in-toto.io/Statement/v1';
export const predicateType = 'https://understudy.example.com/attestation/masked-data/v1';

/** Who asked for the data, who allowed it, and why. */
export interface Request {
  readonly requester: string;
  readonly approver: string;
  readonly reason: string;
  readonly ticket?: string;
}

/** Refuses a request that nobody could answer for: whoever allows it is another person than the one who asks. */
export function refuseRequest({ requester, approver, reason }: Request): void {
  const person = (name: string): string => name.trim().toLowerCase();
  const problems = new Problems();
  problems.when(person(requester) === '', { at: 'requester', must: 'must say who asks for the data', got: requester });
  problems.when(person(approver) === '', { at: 'approver', must: 'must say who allows it', got: approver });
  problems.when(person(requester) !== '' && person(requester) === person(approver), { at: 'approver', must: 'must be another person than the requester', got: approver });
  problems.when(reason.trim().length < 3, { at: 'reason', must: 'must say what the data is for', got: reason });
  problems.refuse('request for masked data');
}

export interface ColumnEvidence {
  readonly column: string;
  readonly disposition: 'kept' | 'masked' | 'removed' | 'json';
  readonly masker?: string;
  readonly domain?: string;
  readonly reason?: string;
  /** Different values before and after, within about 3 %. */
  readonly distinctIn?: number;
  readonly distinctOut?: number;
}

/** What happened in a run: names, counts, digests. No value of the data. */
export interface EvidenceStatement {
  readonly _type: typeof statementType;
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicateType: typeof predicateType;
  readonly predicate: {
    readonly run: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly policy: { readonly name: string; readonly version: string };
    readonly schemaVersion: string;
    /** SHA-256 of the program that ran. */
    readonly code: string;
    readonly keyId: string;
    readonly source: { readonly fingerprint: string; readonly takenAt: string };
    readonly request?: Request;
    readonly tables: readonly TableDigest[];
    readonly columns: readonly ColumnEvidence[];
    readonly gates: readonly Gate[];
    readonly unsearched: readonly string[];
    readonly edgesCut: readonly string[];
    /** Added once documents were replaced, which comes after the verification. */
    readonly documents?: DocumentReport;
  };
}

export interface EvidenceFacts {
  readonly prepared: PreparedRun;
  readonly verification: Verification;
  readonly digests: readonly TableDigest[];
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly code: string;
  readonly request?: Request;
}

/** Puts the facts of a run into an in-toto statement: its subjects are the tables, by digest. */
export function evidenceStatement(facts: EvidenceFacts): EvidenceStatement {
  const { plan, policy } = facts.prepared;
  return {
    _type: statementType,
    subject: facts.digests.map(({ table, sha256 }) => ({ name: table, digest: { sha256 } })),
    predicateType,
    predicate: {
      run: planVersion(plan), startedAt: facts.startedAt.toISOString(), finishedAt: facts.finishedAt.toISOString(),
      policy: { name: policy.name, version: versionOf(policy) }, schemaVersion: plan.schemaVersion, code: facts.code, keyId: plan.keyId,
      source: { fingerprint: plan.source, takenAt: facts.startedAt.toISOString() },
      ...(facts.request === undefined ? {} : { request: facts.request }),
      tables: facts.digests, columns: columnEvidence(facts), gates: facts.verification.gates, unsearched: facts.verification.unsearched,
      edgesCut: (policy.subset?.edges ?? []).filter(({ parent }) => parent === 'null').map(({ table, columns }) => `${table} (${columns.join(', ')})`),
    },
  };
}

function columnEvidence({ prepared, verification }: EvidenceFacts): readonly ColumnEvidence[] {
  return [...prepared.dispositions].flatMap(([table, columns]) => [...columns].map(([name, disposition]): ColumnEvidence => {
    const column = `${table}.${name}`;
    const counts = verification.distinct.get(column);
    return { column, ...dispositionEvidence(disposition), ...(counts === undefined ? {} : { distinctIn: counts.before, distinctOut: counts.after }) };
  }));
}

function dispositionEvidence(disposition: Disposition): Omit<ColumnEvidence, 'column'> {
  if ('keep' in disposition) return { disposition: 'kept', reason: disposition.keep };
  if ('remove' in disposition) return { disposition: 'removed', reason: disposition.remove };
  if ('json' in disposition) return { disposition: 'json' };
  return { disposition: 'masked', masker: disposition.mask, domain: domainOf(disposition) };
}
