import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { proposePolicy } from '../classify/propose-policy';
import { runMasking } from '../engine/run-masking';
import { tableActions } from '../engine/column-action';
import { checkRestore } from '../evidence/check-restore';
import { evidenceStatement, refuseRequest, type Request } from '../evidence/evidence-statement';
import { openEvidence, signEvidence, type Signer, type Verifier } from '../evidence/signed-evidence';
import { makePlan, type PreparedRun } from '../plan/make-plan';
import { planVersion, type MaskPlan, type PlannedTable } from '../plan/mask-plan';
import { maskedSample } from '../plan/check-sample';
import { MaskingError } from '../postgres/masking-error';
import { withSession } from '../postgres/session';
import { fastestPrf } from '../prf/fastest-prf';
import type { KeySource } from '../prf/key-source';
import { tableOf } from '../schema/database-schema';
import { readSchema } from '../schema/read-schema';
import { drift, lockSchema, writeLock } from '../schema/schema-lock';
import { expectedRows } from '../subset/subset-rows';
import type { Gate } from '../verify/finding';
import { tableDigests } from '../verify/table-digest';
import { verifyMasking, type Verification } from '../verify/verify-masking';
import { readLock, readPolicy, readText } from './inputs';
import { reporter, type Terminal } from './terminal';

/** Exit codes: 0 all is well, 1 something was found. What cannot be done is thrown. */
export type ExitCode = 0 | 1;

/** `understudy mask classify`: prints a proposal for a policy. */
export async function classifyCommand(terminal: Terminal, options: { source: string; name: string; schemas: readonly string[] }): Promise<ExitCode> {
  terminal.out(JSON.stringify(await proposePolicy(options.source, options.name, options.schemas), undefined, 2));
  return 0;
}

/** `understudy mask drift`: compares a database with the lock, or writes the lock. */
export async function driftCommand(terminal: Terminal, options: { source: string; policy: string; lock: string; write?: boolean }): Promise<ExitCode> {
  const schema = await withSession(options.source, 'source', (session) => readSchema(session, readPolicy(options.policy).schemas));
  if (options.write === true) {
    writeFileSync(options.lock, writeLock(lockSchema(schema)));
    terminal.out(`wrote ${options.lock}: ${schema.tables.length} tables`);
    return 0;
  }
  const found = drift(readLock(options.lock), schema);
  for (const { at, change, was, is } of found) terminal.out(`${change} ${at}${was === undefined ? '' : `, was ${was}`}${is === undefined ? '' : `, is ${is}`}`);
  if (found.length === 0) terminal.out('no drift');
  return found.length === 0 ? 0 : 1;
}

export interface PlanOptions {
  readonly source: string;
  readonly policy: string;
  readonly lock?: string;
  readonly keys: KeySource;
  readonly json?: boolean;
}

/** `understudy mask plan`: what a run would do, with sizes. Copies nothing. */
export async function planCommand(terminal: Terminal, options: PlanOptions): Promise<ExitCode> {
  const { plan } = await makePlan(planRequest(options));
  if (options.json === true) {
    terminal.out(JSON.stringify(plan));
    return 0;
  }
  terminal.out(`plan ${planVersion(plan).slice(0, 12)}: ${plan.tables.length} tables, ${plan.chunks.length} chunks; source ${plan.source}`);
  for (const line of planTable(plan)) terminal.out(line);
  if (plan.subset !== undefined) terminal.out(`  subset: ${plan.subset.rows} rows after ${plan.subset.rounds} rounds`);
  return 0;
}

/** `understudy mask preview`: a few masked rows of one table. The source's side is not shown. */
export async function previewCommand(terminal: Terminal, options: PlanOptions & { table: string; rows: number }): Promise<ExitCode> {
  const { plan, schema, dispositions, sourceNames } = await makePlan(planRequest(options));
  const table = tableOf(schema, options.table);
  const own = dispositions.get(options.table);
  if (table === undefined || own === undefined) throw new MaskingError(`table ${options.table} is not copied by the policy`);
  const sources = { prf: fastestPrf(), keys: options.keys, excludedWords: new Set(plan.excludedWords), ...(sourceNames === undefined ? {} : { sourceNames }) };
  const actions = await tableActions(table, own, sources);
  const rows = await withSession(options.source, 'source', (session) => maskedSample(session, table, dispositions, sources, options.rows));
  terminal.out(actions.names.join('\t'));
  terminal.out(Buffer.from(rows).toString('utf8').trimEnd());
  return 0;
}

function planTable({ tables, subset }: MaskPlan): readonly string[] {
  const number = (value: number): string => value.toLocaleString('en');
  const rowsOf = ({ table, rows }: PlannedTable): string => {
    const own = subset?.tables.find((kept) => kept.table === table);
    return own === undefined ? number(rows) : `${number(own.kept)} of ${number(own.total)}`;
  };
  const header = ['table', subset === undefined ? 'rows, about' : 'rows', 'kB', 'masked', 'removed', 'kept'];
  const cells = [
    header,
    ...tables.map((table) => [table.table, rowsOf(table), number(Math.ceil(table.bytes / 1024)), number(table.masked.length), number(table.removed.length), number(table.kept.length)]),
  ];
  const widths = header.map((_, i) => Math.max(...cells.map((row) => (row[i] as string).length)));
  return cells.map((row) => `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number))).join('  ')}`);
}

export interface RunOptions extends PlanOptions {
  readonly target: string;
  readonly workers?: number;
  readonly frozen?: boolean;
  readonly request?: Request;
  readonly evidence?: { readonly path: string; readonly signer: Signer };
}

/** `understudy mask run`: masks, verifies before anything is visible, swaps, and writes signed evidence. */
export async function runCommand(terminal: Terminal, options: RunOptions): Promise<ExitCode> {
  if (options.request !== undefined) refuseRequest(options.request);
  const startedAt = new Date();
  const report = reporter(terminal, options.json === true);
  const verified: { by?: Verification } = {};
  const verify = async (prepared: PreparedRun): Promise<void> => {
    verified.by = await verifyMasking({ source: options.source, target: options.target, policy: prepared.policy, beforeSwap: true, report, ...expectedRows(prepared) });
    if (!verified.by.passed) throw new MaskingError(['verification failed; the target keeps its old data', ...findingLines(verified.by.gates)].join('\n'));
  };
  const prepared = await runMasking({
    ...planRequest(options), target: options.target, report, verify,
    ...(options.workers === undefined ? {} : { workers: options.workers }), ...(options.frozen === undefined ? {} : { frozen: options.frozen }),
  });
  if (options.evidence !== undefined && verified.by !== undefined) {
    const digests = await withSession(options.target, 'target', async (session) =>
      tableDigests(session, await readSchema(session, prepared.schema.schemas), prepared.plan.tables.map(({ table }) => table)));
    const statement = evidenceStatement({
      prepared, verification: verified.by, digests, startedAt, finishedAt: new Date(), code: codeVersion(), ...(options.request === undefined ? {} : { request: options.request }),
    });
    writeFileSync(options.evidence.path, `${JSON.stringify(await signEvidence(statement, options.evidence.signer))}\n`);
    terminal.progress(`wrote ${options.evidence.path}\n`);
  }
  return 0;
}

/** `understudy mask verify`: looks at a masked database, with or without its source. */
export async function verifyCommand(terminal: Terminal, options: { target: string; policy: string; source?: string; json?: boolean }): Promise<ExitCode> {
  const verification = await verifyMasking({
    target: options.target, policy: readPolicy(options.policy), report: reporter(terminal, options.json === true), ...(options.source === undefined ? {} : { source: options.source }),
  });
  for (const line of findingLines(verification.gates)) terminal.out(line);
  return verification.passed ? 0 : 1;
}

/** `understudy mask evidence verify`: checks the signature, and the rows of a database against what was signed. */
export async function evidenceVerifyCommand(terminal: Terminal, options: { evidence: string; verifier: Verifier; target?: string }): Promise<ExitCode> {
  const statement = await openEvidence(readText(options.evidence, 'evidence'), options.verifier);
  const { policy, finishedAt, tables, gates } = statement.predicate;
  const failed = gates.filter(({ passed }) => !passed);
  terminal.out(`signed by ${options.verifier.keyId}: policy ${policy.name} ${policy.version.slice(0, 12)}, ${finishedAt}, ${tables.length} tables, ${gates.length - failed.length} of ${gates.length} gates passed`);
  const restored = options.target === undefined ? [] : [await checkRestore(options.target, statement)];
  for (const line of findingLines([...failed, ...restored])) terminal.out(line);
  return failed.length === 0 && restored.every(({ passed }) => passed) ? 0 : 1;
}

function planRequest(options: PlanOptions): Parameters<typeof makePlan>[0] {
  return { source: options.source, policy: readPolicy(options.policy), keys: options.keys, ...(options.lock === undefined ? {} : { lock: readLock(options.lock) }) };
}

function findingLines(gates: readonly Gate[]): readonly string[] {
  return gates.flatMap(({ gate, findings }) => findings.map(({ at, what, count }) => `- ${gate}: ${at}: ${what} (${count})`));
}

// The program that runs is one bundled file, or on a developer's machine this one.
function codeVersion(): string {
  const program = process.argv[1] ?? '';
  return createHash('sha256').update(existsSync(program) ? readFileSync(program) : '').digest('hex');
}

export { environmentKeys, readText } from './inputs';
export { ed25519Signer, ed25519Verifier } from '../evidence/signed-evidence';
