import type { SubsetReport } from '../subset/take-subset';
import { versionOf } from '../policy/canonical-json';

/** A range of pages of one relation: the unit of work of a run. Independent of every other. */
export interface Chunk {
  readonly id: number;
  readonly table: string;
  readonly schema: string;
  readonly relation: string;
  readonly firstPage: number;
  /** The page after the last; omitted: to the end of the relation. */
  readonly endPage?: number;
}

export interface PlannedTable {
  readonly table: string;
  /** Estimated by the database, exact for a subset. */
  readonly rows: number;
  readonly bytes: number;
  readonly masked: readonly string[];
  readonly removed: readonly string[];
  readonly kept: readonly string[];
}

/** What a run will do, as data: no values, no keys. */
export interface MaskPlan {
  readonly policy: string;
  readonly policyVersion: string;
  readonly schemaVersion: string;
  readonly source: string;
  readonly keyId: string;
  readonly tables: readonly PlannedTable[];
  readonly chunks: readonly Chunk[];
  /** What the subset has come to; omitted: everything is copied. */
  readonly subset?: SubsetReport;
  /** Dictionary words the source has itself. */
  readonly excludedWords: readonly string[];
}

export const planVersion = (plan: MaskPlan): string => versionOf(plan);
