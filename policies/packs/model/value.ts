/** A resource of an assembly, as its template has it. */
export interface Resource {
  /**
   * For example `AWS::S3::Bucket`. Each template is judged as a resource too, of type `Template`, with the properties
   * `Transform` (as written) and `Generated` (the entries of `Resources` that are no resources, such as loops).
   */
  readonly type: string;
  /** Empty for the template itself. */
  readonly logicalId: string;
  /** Account of the stack; `${AWS::AccountId}` where the stack is not bound to one. */
  readonly account: string;
  /** Region of the stack; `${AWS::Region}` where the stack is not bound to one. */
  readonly region: string;
  readonly templateFile: string;
  readonly stackPath: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
  /** True for a nested stack whose template is part of the assembly. */
  readonly hasNestedTemplate: boolean;
  /** Every value that a property can have; all properties for the empty path. See `Value.at`. */
  at(path: string): Value[];
  /** The resources of `type` in the assembly whose property at `path` refers to this one. */
  pointedAtBy(type: string, path: string): readonly Resource[];
  /** The resources of `type` in the same account and region. */
  neighbours(type: string): readonly Resource[];
}

/** The template an expression stands in: what its `Ref`s and imports mean. */
export interface Scope {
  readonly account: string;
  readonly region: string;
  /** Every value that an expression of the template can have; both branches of each `Fn::If`. */
  resolve(expression: unknown, path: string): Value[];
}

/**
 * What is known of a value before deployment.
 * - `absent`: not given, or `AWS::NoValue`;
 * - `literal`: known, though expressions may still stand inside of a map or a list;
 * - `text`: a string with references inside, shown as `${LogicalId.Attribute}`;
 * - `reference`: a resource of the assembly or one of its attributes;
 * - `unknown`: decided elsewhere, with the reason.
 */
export type ValueKind = 'absent' | 'literal' | 'text' | 'reference' | 'unknown';

interface Content {
  readonly literal?: unknown;
  readonly text?: string;
  readonly target?: Resource;
  readonly attribute?: string;
  readonly because?: string;
  /** `secretsmanager`, `ssm` or `ssm-secure` for a dynamic reference. */
  readonly store?: string;
}

/** One value that an expression of a template can have, and where it is written. */
export class Value {
  public readonly literal: unknown;
  public readonly text: string | undefined;
  public readonly target: Resource | undefined;
  public readonly attribute: string | undefined;
  public readonly because: string;
  public readonly store: string | undefined;

  public constructor(public readonly kind: ValueKind, public readonly path: string, public readonly scope: Scope, content: Content = {}) {
    this.literal = content.literal;
    this.text = content.text ?? (typeof content.literal === 'string' ? content.literal : undefined);
    this.target = content.target;
    this.attribute = content.attribute;
    this.because = content.because ?? '';
    this.store = content.store;
  }

  /**
   * Every value at a path below this one: `SSESpecification.SSEEnabled`, `Listeners.*.Port`. A star stands for each
   * element; where there is none, the result is one absent value, so that "each must" finds nothing to praise.
   */
  public at(path: string): Value[] {
    let values: Value[] = [this];
    for (const step of stepsOf(path)) {
      const [first, ...others] = values;
      values = first !== undefined && others.length === 0 ? first.step(step) : values.flatMap((value) => value.step(step));
    }
    return values;
  }

  /** The elements of a list, without the absent ones. A single value counts as a list of one, as in IAM policies. */
  public elements(): Value[] {
    if (this.kind === 'absent') return [];
    if (!Array.isArray(this.literal)) return [this];
    return this.literal.flatMap((element, index) => this.scope.resolve(element, `${this.path}.${index}`))
      .filter((element) => element.kind !== 'absent');
  }

  /** The names and values of a map; empty for anything else. */
  public entries(): Array<[string, Value[]]> {
    if (!isMap(this.literal)) return [];
    return Object.entries(this.literal).map(([key, expression]) => [key, this.scope.resolve(expression, `${this.path}.${key}`)]);
  }

  /** True for a map or a list whose inside can be read. */
  public get isStructure(): boolean {
    return typeof this.literal === 'object' && this.literal !== null;
  }

  /** What a person reads about it: `is absent`, `is false`, `is a reference to Key.Arn`. */
  public get description(): string {
    const name = this.path.replace(/^Properties\./, '');
    if (this.kind === 'absent') return `${name} is absent`;
    if (this.kind === 'reference') return `${name} is a reference to ${this.target?.logicalId ?? ''}.${this.attribute ?? ''}`;
    if (this.kind === 'unknown') return `${name} is not known: ${this.because}`;
    const shown = JSON.stringify(this.kind === 'text' ? this.text : this.literal) ?? '';
    return `${name} is ${shown.length > 120 ? `${shown.slice(0, 117)}...` : shown}`;
  }

  private step(name: string): Value[] {
    return name === '*' ? this.elementsOrAbsent() : this.member(name);
  }

  private elementsOrAbsent(): Value[] {
    const elements = this.elements();
    return elements.length > 0 ? elements : [new Value('absent', this.path, this.scope)];
  }

  private member(name: string): Value[] {
    if (this.kind === 'absent' || this.kind === 'unknown') return [this];
    if (!isMap(this.literal)) {
      return [new Value('unknown', this.path, this.scope, { because: `${name} is expected inside, but it is not written as a map` })];
    }
    if (this.literal[name] === undefined && 'Fn::Transform' in this.literal) {
      return [new Value('unknown', `${this.path}.${name}`, this.scope, { because: 'Fn::Transform adds to the map at deployment' })];
    }
    return this.scope.resolve(this.literal[name], `${this.path}.${name}`);
  }
}

const steps = new Map<string, readonly string[]>();

/** The steps of a path. Rules ask for the same few hundred paths again and again. */
function stepsOf(path: string): readonly string[] {
  const known = steps.get(path);
  if (known !== undefined) return known;
  const made = path.split('.');
  steps.set(path, made);
  return made;
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
