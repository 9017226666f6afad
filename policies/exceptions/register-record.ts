import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Covered, RecordedException } from './exception-state';

/** What is silenced, with the constructs themselves. */
export interface CoveredConstruct {
  readonly rule: string;
  readonly construct: IConstruct;
}

/** The entries of an app, in the order in which they were recorded. */
class RegisterRecord {
  public readonly entries: RecordedException[] = [];
  /** Which entry covers a rule on a construct. */
  public readonly covered = new Map<string, RecordedException>();
  /** What each register of the app is about. */
  public readonly scopes: IConstruct[] = [];
}

const records = new WeakMap<IConstruct, RegisterRecord>();

function recordOf({ node: { root } }: IConstruct): RegisterRecord {
  const known = records.get(root) ?? new RegisterRecord();
  records.set(root, known);
  return known;
}

/** Every entry of the app that `construct` stands in. */
export function recordedExceptions(construct: IConstruct): readonly RecordedException[] {
  return recordOf(construct).entries;
}

/** The entry that covers a rule on the construct at `place`, or on one above it there, as an acknowledgement would reach down. */
export function coveringEntry(construct: IConstruct, { rule, place }: Covered): RecordedException | undefined {
  const { covered } = recordOf(construct);
  for (let path = place; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
    const entry = covered.get(`${rule} ${path}`);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** Says that a register is about `scope`. False where another one is about it already, or about a part of it. */
export function claimRegister(scope: IConstruct): boolean {
  const { scopes } = recordOf(scope);
  const free = scopes.every((other) => !other.node.scopes.includes(scope) && !scope.node.scopes.includes(other));
  scopes.push(scope);
  return free;
}

/** Takes an entry into the record and acknowledges what it covers, construct by construct. */
export function recordException(scope: IConstruct, entry: Omit<RecordedException, 'covers'>, covers: readonly CoveredConstruct[]): void {
  const record = recordOf(scope);
  const recorded = { ...entry, covers: covers.map(({ rule, construct }) => ({ rule, place: construct.node.path })) };
  record.entries.push(recorded);
  for (const { rule, construct } of covers) {
    record.covered.set(`${rule} ${construct.node.path}`, recorded);
    Validations.of(construct).acknowledge({ id: rule, reason: entry.reason });
  }
}
