import { DefinitionError } from '../../../lib/values/problems';
import { versionOf } from '../policy/canonical-json';
import { isJson, isKeep, isMask, isRemove, type Disposition, type MaskingPolicy } from '../policy/masking-policy';
import { fingerprint } from '../postgres/fingerprint';
import { withSession, type DatabaseUrl, type Session } from '../postgres/session';
import type { SourceNames } from '../maskers/masker';
import { fastestPrf } from '../prf/fastest-prf';
import type { KeySource } from '../prf/key-source';
import { readSchema } from '../schema/read-schema';
import { drift, lockSchema, lockVersion, type SchemaLock } from '../schema/schema-lock';
import type { DatabaseSchema, Table } from '../schema/database-schema';
import { refuseSubset } from '../subset/subset-edges';
import { takeSubset, type SubsetReport } from '../subset/take-subset';
import { checkAmounts } from './check-amounts';
import { checkCoverage } from './check-coverage';
import { checkSample } from './check-sample';
import { chunkTables, defaultChunkPages, sizeOf } from './chunk-tables';
import type { MaskPlan, PlannedTable } from './mask-plan';
import { refuseMasks } from './refuse-masks';
import { copiedTables, resolveDispositions, type Dispositions } from './resolve-dispositions';
import { sourceNames } from './source-names';
import { sourceWords } from './source-words';

export interface PlanRequest {
  readonly source: DatabaseUrl;
  readonly policy: MaskingPolicy;
  /** The reviewed schema. Omitted: the database is taken as it is, which only a first `classify` should do. */
  readonly lock?: SchemaLock;
  readonly keys: KeySource;
  /** Pages of 8 kB in a chunk. Default: 4096. */
  readonly chunkPages?: number;
}

/** A plan and what it was made from. */
export interface PreparedRun {
  readonly policy: MaskingPolicy;
  readonly plan: MaskPlan;
  readonly schema: DatabaseSchema;
  readonly dispositions: Dispositions;
  /** What masker `redact` takes for a name. No part of the plan: it comes from values. */
  readonly sourceNames?: SourceNames;
}

/** Decides everything about a run before any row is copied. Refuses with every problem at once. Only a subset writes: its keys. */
export async function makePlan(request: PlanRequest): Promise<PreparedRun> {
  const { policy, keys } = request;
  return withSession(request.source, 'source', async (session) => {
    const schema = await readSchema(session, policy.schemas);
    if (request.lock !== undefined) refuseDrift(request.lock, schema);
    const { dispositions, problems } = resolveDispositions(policy, schema);
    refuse(policy, [...problems, ...checkCoverage(policy, schema, dispositions), ...refuseMasks(policy, schema, dispositions),
      ...(policy.subset === undefined ? [] : refuseSubset(policy, policy.subset, schema))]);
    const tables = copiedTables(policy, schema);
    const excludedWords = await sourceWords(session, tables, dispositions);
    const names = await sourceNames(session, tables, dispositions);
    const known = names === undefined ? {} : { sourceNames: names };
    refuse(policy, [
      ...await checkAmounts(session, tables, dispositions),
      ...await checkSample(request.source, tables, dispositions, { prf: fastestPrf(), keys, excludedWords: new Set(excludedWords), ...known }),
    ]);
    const subset = await planSubset(session, request, schema);
    const plan: MaskPlan = {
      policy: policy.name, policyVersion: versionOf(policy), schemaVersion: lockVersion(lockSchema(schema)), source: await fingerprint(session), keyId: keys.id,
      tables: await plannedTables(session, tables, dispositions), chunks: await chunkTables(session, tables, request.chunkPages ?? defaultChunkPages), excludedWords,
      ...(subset === undefined ? {} : { subset }),
    };
    return { policy, plan, schema, dispositions, ...known };
  });
}

async function planSubset(session: Session, request: PlanRequest, schema: DatabaseSchema): Promise<SubsetReport | undefined> {
  const { policy, keys } = request;
  if (policy.subset === undefined) return undefined;
  const salt = Buffer.from(await keys.domainKey('subset')).toString('hex');
  return takeSubset(session, policy, policy.subset, schema, salt);
}

function refuse(policy: MaskingPolicy, problems: DefinitionError['problems']): void {
  if (problems.length > 0) throw new DefinitionError(`masking policy "${policy.name}"`, problems);
}

/** Refuses a database that is no longer the one that was reviewed. */
export function refuseDrift(lock: SchemaLock, schema: DatabaseSchema): void {
  const found = drift(lock, schema);
  if (found.length === 0) return;
  throw new DefinitionError('database schema', found.map(({ at, change, was, is }) => ({
    at, must: `must be as in schema.lock.json, it was ${change}${was === undefined ? '' : ` from ${was}`}${is === undefined ? '' : ` to ${is}`}`,
    fix: 'review the policy, then write the lock anew',
  })));
}

async function plannedTables(session: Session, tables: readonly Table[], dispositions: Dispositions): Promise<readonly PlannedTable[]> {
  const planned: PlannedTable[] = [];
  for (const table of tables) {
    const { rows, bytes } = await sizeOf(session, table);
    const names = (wanted: (disposition: Disposition) => boolean): string[] =>
      [...(dispositions.get(table.name) ?? [])].filter(([, disposition]) => wanted(disposition)).map(([name]) => name);
    planned.push({ table: table.name, rows, bytes, masked: names((is) => isMask(is) || isJson(is)), removed: names(isRemove), kept: names(isKeep) });
  }
  return planned;
}
