import type { Finding } from './rule';
import type { Resource, Value } from './model/value';

/** Whether a value is as it must be. `undecided` where the template does not say enough. */
export type Verdict = 'holds' | 'broken' | 'undecided';
export type Expectation = (value: Value) => Verdict;

/** Every value at one of the paths must be as expected. */
export function expectEach(resource: Resource, path: string, expectation: Expectation): Finding[] {
  return judge(resource.at(path), expectation);
}

/** Every one of the values must be as expected. */
export function judge(values: readonly Value[], expectation: Expectation): Finding[] {
  return values.flatMap((value) => finding(value, expectation(value)));
}

/** At least one of the values must be as expected: the first doubt is told where none is. */
export function judgeAny(values: readonly Value[], expectation: Expectation, otherwise: Finding): Finding[] {
  const verdicts = values.map(expectation);
  if (verdicts.includes('holds')) return [];
  const doubt = values[verdicts.indexOf('undecided')];
  return doubt === undefined ? [otherwise] : finding(doubt, 'undecided');
}

export function finding(value: Value, verdict: Verdict, found: string = value.description): Finding[] {
  if (verdict === 'holds') return [];
  return verdict === 'broken' ? [{ path: value.path, found }] : [{ path: value.path, found: wordsOf(value), undecided: true }];
}

/** A finding on the resource itself, about something that is missing beside it. */
export function missing(path: string, found: string): Finding {
  return { path: path === '' ? 'Properties' : `Properties.${path}`, found };
}

function wordsOf(value: Value): string {
  return value.kind === 'unknown' ? value.description : `${value.description}, which says too little`;
}

/** Known to be one of the values. Absent is broken. */
export function is(...wanted: ReadonlyArray<string | number | boolean>): Expectation {
  const accepted = new Set(wanted.map(String));
  return (value) => {
    if (value.kind === 'absent') return 'broken';
    if (value.kind !== 'literal' || value.isStructure) return 'undecided';
    return accepted.has(String(value.literal)) ? 'holds' : 'broken';
  };
}

/** True, also as the string that CloudFormation accepts. */
export const isTrue: Expectation = is(true);

/** Not given, or as expected. */
export function isAbsentOr(expectation: Expectation): Expectation {
  return (value) => value.kind === 'absent' ? 'holds' : expectation(value);
}

/** Off, or not given. */
export const isOff: Expectation = isAbsentOr(is(false));

/** Given, whatever it is. */
export const isPresent: Expectation = (value) => {
  if (value.kind === 'absent' || value.literal === '') return 'broken';
  return value.kind === 'unknown' ? 'undecided' : 'holds';
};

/** Not given at all: whatever stands there is wrong. */
export const isAbsent: Expectation = (value) => value.kind === 'absent' ? 'holds' : 'broken';

/** A number of at least `least`. */
export function isAtLeast(least: number): Expectation {
  return (value) => {
    if (value.kind === 'absent') return 'broken';
    const number = value.kind === 'literal' && !value.isStructure ? Number(value.literal) : Number.NaN;
    return Number.isNaN(number) ? 'undecided' : number >= least ? 'holds' : 'broken';
  };
}

/** A string of a form. */
export function matches(form: RegExp): Expectation {
  return (value) => {
    if (value.kind === 'absent') return 'broken';
    if (value.kind !== 'literal' || value.isStructure) return 'undecided';
    return form.test(String(value.literal)) ? 'holds' : 'broken';
  };
}

/** A resource of the assembly, of one of the types and in the account of the resource that is judged. */
export function isOwn(judged: Resource, ...types: readonly string[]): Expectation {
  return ({ kind, target }) => {
    if (kind === 'absent') return 'broken';
    if (kind !== 'reference' || target === undefined) return 'undecided';
    return target.account === judged.account && types.includes(target.type) ? 'holds' : 'broken';
  };
}

/**
 * A KMS key that the assembly makes in the same account. A key that AWS manages or that lies in another account is
 * broken; a key of the same account that the assembly does not make cannot be decided, since its policy is not seen.
 */
export function isOwnKey(judged: Resource): Expectation {
  const own = isOwn(judged, 'AWS::KMS::Key', 'AWS::KMS::ReplicaKey', 'AWS::KMS::Alias');
  return (value) => {
    if (value.text === undefined) return own(value);
    const { text } = value;
    if (/(^|:)alias\/aws\//.test(text) || text === '') return 'broken';
    const reference = /^\$\{([A-Za-z0-9]+)(\.Arn)?\}$|:key\/\$\{([A-Za-z0-9]+)\}$/.exec(text);
    const account = /^arn:[^:]*:kms:[^:]*:([^:]*):/.exec(text)?.[1];
    if (account !== undefined && account !== judged.account && !account.includes('${')) return 'broken';
    const id = reference?.[1] ?? reference?.[3];
    return id !== undefined && judged.neighbours('AWS::KMS::Key').some(({ logicalId }) => logicalId === id) ? 'holds' : 'undecided';
  };
}
