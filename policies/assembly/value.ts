/** A part of a text that the templates do not tell, and why. */
export class Untold {
  public constructor(public readonly why: string) {}
}

/** A part that deployment makes: unknown here, but one definite text of one resource, different from all others. */
export class Made {
  public constructor(
    /** The account whose resource it is. */
    public readonly account: string,
    /** The resource and attribute, for example `Projects/Data/Bucket83908E77.Arn`. */
    public readonly of: string,
  ) {}

  public toString(): string {
    return `⟨${this.account}|${this.of}⟩`;
  }
}

/** A text with parts that are not known before deployment. Wholly known texts are plain strings. */
export class Pattern {
  public constructor(public readonly parts: readonly (string | Untold | Made)[]) {}
}

/** The branches of `Fn::If`: one of them holds, which one the templates do not tell. */
export class Choice {
  public constructor(public readonly condition: string, public readonly options: readonly Value[]) {}
}

/** What `AWS::NoValue` leaves behind: the property is not there. */
export const ABSENT: unique symbol = Symbol('absent');

/** A resolved value of a template: intrinsic functions replaced by what they give. */
export type Value = string | number | boolean | null | Pattern | Choice | typeof ABSENT | readonly Value[] | Fields;

/** A resolved object of a template. */
export interface Fields {
  readonly [name: string]: Value;
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isFields(value: Value | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Pattern) && !(value instanceof Choice);
}

/** The property `name` of an object; absent properties and other values give undefined. */
export function field(value: Value | undefined, name: string): Value | undefined {
  if (!isFields(value) || !Object.hasOwn(value, name)) return undefined;
  const found = value[name];
  return found === ABSENT ? undefined : found;
}

/** Every value that may stand there: both branches of a choice, the elements of a list, one value as a list of one. */
export function every(value: Value | undefined): Value[] {
  if (value === undefined || value === ABSENT) return [];
  if (value instanceof Choice) return value.options.flatMap(every);
  return isList(value) ? value.flatMap(every) : [value];
}

/**
 * The texts that may stand there. Parts that are not told appear as `unknown`, parts that deployment makes as a name of
 * their own in angle brackets, for example `arn:aws:s3:::⟨111111111111|Projects/Data/Bucket83908E77⟩`.
 */
export function texts(value: Value | undefined, unknown: string): string[] {
  return every(value).flatMap((one) => {
    if (one instanceof Pattern) return [one.parts.map((part) => (part instanceof Untold ? unknown : String(part))).join('')];
    return typeof one === 'string' ? [one] : typeof one === 'number' || typeof one === 'boolean' ? [String(one)] : [];
  });
}

/** The one text that stands there, or undefined when there is none or more than one. */
export function text(value: Value | undefined, unknown = '*'): string | undefined {
  const [first, ...more] = texts(value, unknown);
  return more.length === 0 ? first : undefined;
}

/** Why a value is not wholly told; undefined when it is. */
export function whyUntold(value: Value | undefined): string | undefined {
  for (const one of every(value)) {
    const part = one instanceof Pattern ? one.parts.find((candidate) => candidate instanceof Untold) : undefined;
    if (part instanceof Untold) return part.why;
  }
  return undefined;
}

/** Several pieces of text as one. */
export function joined(pieces: readonly (string | Pattern)[]): string | Pattern {
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
  const parts: (string | Untold | Made)[] = [];
  for (const part of pieces.flatMap((piece) => (piece instanceof Pattern ? piece.parts : [piece]))) {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else if (part !== '') parts.push(part);
  }
  return parts.every((part) => typeof part === 'string') ? parts.join('') : new Pattern(parts);
}

export function untold(why: string): Pattern {
  return new Pattern([new Untold(why)]);
}
