import type { AssemblyModel } from './assembly-model';
import { cidrBlocks } from './cidr-blocks';
import type { AssemblyStack } from './load-assembly';
import { attributeOf, partitionOf, refOf } from './resource-names';
import { lift } from './lift';
import { stringify } from './stringify';
import { ABSENT, Choice, field, isFields, isList, joined, Made, Pattern, text, untold, Untold, type Fields, type Value } from './value';

type Raw = unknown;
type Scalar = string | Pattern;
const DEEPEST = 200;

/** Resolves the intrinsic functions of one stack. Whatever cannot be told becomes an `Untold` part with its reason. */
export class StackResolver {
  private readonly parameterValues = new Map<string, Value>();
  private readonly outputValues = new Map<string, Value>();
  private readonly conditionValues = new Map<string, boolean | undefined>();
  private readonly open = new Set<string>();
  private depth = 0;
  private readonly functions: Readonly<Record<string, (argument: Raw) => Value>>;

  public constructor(public readonly stack: AssemblyStack, private readonly model: AssemblyModel) {
    this.functions = {
      'Ref': (argument) => this.ref(String(argument)),
      'Fn::GetAtt': (argument) => this.getAtt(argument),
      'Fn::Join': (argument) => this.join(argument),
      'Fn::Sub': (argument) => this.sub(argument),
      'Fn::Select': (argument) => this.select(argument),
      'Fn::Split': (argument) => this.split(argument),
      'Fn::If': (argument) => this.branch(argument),
      'Fn::FindInMap': (argument) => this.findInMap(argument),
      'Fn::ImportValue': (argument) => this.importValue(argument),
      'Fn::GetStackOutput': (argument) => this.getStackOutput(argument),
      'Fn::Base64': (argument) => this.resolve(argument),
      'Fn::ToJsonString': (argument) => stringify(this.resolve(argument)),
      'Fn::Cidr': (argument) => this.cidr(argument),
      'Fn::GetAZs': () => ['a', 'b', 'c'].map((letter) => `${this.stack.region ?? ''}${letter}`),
      'Fn::Length': (argument) => lift([this.resolve(argument)], ([list]) => (isList(list) ? list.length : untold('the length of a list'))),
    };
  }

  /** The value with every intrinsic function in it replaced. */
  public resolve(raw: Raw): Value {
    if (typeof raw === 'string') return raw.includes('{{resolve:') ? this.dynamic(raw) : raw;
    if (raw === null || typeof raw === 'number' || typeof raw === 'boolean') return raw;
    if (typeof raw !== 'object') return ABSENT;
    if (this.depth > DEEPEST) return untold('a value nested too deeply');
    this.depth += 1;
    try {
      if (Array.isArray(raw)) return raw.map((element) => this.resolve(element));
      const [only, ...more] = Object.keys(raw);
      if (only !== undefined && more.length === 0 && (only === 'Ref' || only.startsWith('Fn::'))) {
        const handler = Object.hasOwn(this.functions, only) ? this.functions[only] : undefined;
        const argument = (raw as Record<string, Raw>)[only];
        return handler ? handler(argument) : this.notUnderstood(only, argument);
      }
      return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, this.resolve(value)]));
    } finally {
      this.depth -= 1;
    }
  }

  /** The value of an output of this stack. */
  public output(name: string): Value | undefined {
    const outputs = this.stack.template.Outputs ?? {};
    if (!Object.hasOwn(outputs, name)) return undefined;
    return this.once(this.outputValues, `output ${name}`, () => this.resolve((outputs[name] as { Value?: Raw } | null)?.Value ?? null));
  }

  /** Whether a condition holds; undefined when that depends on a parameter or cannot be told. */
  public condition(name: string): boolean | undefined {
    if (this.conditionValues.has(name)) return this.conditionValues.get(name);
    this.conditionValues.set(name, undefined);
    const conditions = this.stack.template.Conditions ?? {};
    const value = Object.hasOwn(conditions, name) ? this.evaluate(conditions[name]) : undefined;
    this.conditionValues.set(name, value);
    return value;
  }

  private evaluate(raw: Raw): boolean | undefined {
    if (typeof raw !== 'object' || raw === null) return undefined;
    const [name = '', argument] = Object.entries(raw)[0] ?? [];
    if (name === 'Condition') return this.condition(String(argument));
    const parts = Array.isArray(argument) ? argument as Raw[] : [];
    if (name === 'Fn::Equals') return this.equal(parts);
    const values = parts.map((part) => this.evaluate(part));
    if (name === 'Fn::Not') return values[0] === undefined ? undefined : !values[0];
    const decisive = name === 'Fn::Or' ? true : name === 'Fn::And' ? false : undefined;
    if (decisive === undefined) return undefined;
    return values.includes(decisive) ? decisive : values.includes(undefined) ? undefined : !decisive;
  }

  private equal(parts: readonly Raw[]): boolean | undefined {
    if (this.dependsOnParameter(parts)) return undefined;
    const [left, right] = parts.map((part) => this.resolve(part));
    return typeof left === 'string' && typeof right === 'string' ? left === right : undefined;
  }

  /** A parameter may be given another value at deployment, so a condition on it is not decided here. */
  private dependsOnParameter(raw: Raw): boolean {
    if (Array.isArray(raw)) return raw.some((part) => this.dependsOnParameter(part));
    if (typeof raw !== 'object' || raw === null) return false;
    return Object.entries(raw).some(([name, value]) => (name === 'Ref' && Object.hasOwn(this.stack.template.Parameters ?? {}, String(value))) || this.dependsOnParameter(value));
  }

  private ref(name: string): Value {
    const pseudo = this.pseudo(name);
    if (pseudo !== undefined) return pseudo;
    const resource = this.model.resourceIn(this.stack, name);
    if (resource) return refOf(resource);
    if (Object.hasOwn(this.stack.template.Parameters ?? {}, name)) return this.once(this.parameterValues, `parameter ${name}`, () => this.parameter(name));
    return untold(`Ref to ${name}, which the template does not hold`);
  }

  private pseudo(name: string): Value | undefined {
    const { account, region, stackName, path } = this.stack;
    const chinese = region?.startsWith('cn-') === true;
    const ofStack = (what: string): Value => new Pattern([new Made(account ?? 'unknown', `${path}.${what}`)]);
    switch (name) {
      case 'AWS::NoValue': return ABSENT;
      case 'AWS::AccountId': return account ?? untold('the account of a stack that is bound to none');
      case 'AWS::Region': return region ?? untold('the region of a stack that is bound to none');
      case 'AWS::Partition': return partitionOf(region);
      case 'AWS::URLSuffix': return chinese ? 'amazonaws.com.cn' : 'amazonaws.com';
      case 'AWS::StackName': return stackName ?? ofStack('StackName');
      default: return name.startsWith('AWS::') ? ofStack(name) : undefined;
    }
  }

  private parameter(name: string): Value {
    const definition = (this.stack.template.Parameters?.[name] ?? {}) as { Type?: string; Default?: unknown };
    const given = this.given(name) ?? definition.Default;
    if (given === undefined) return untold(`parameter ${name} of ${this.stack.path}, which has no value before deployment`);
    const type = definition.Type ?? 'String';
    const value = typeof given === 'number' ? String(given) : given as Value;
    if (type.startsWith('AWS::SSM::Parameter::Value')) {
      return this.model.storedParameter(this.stack, String(given)) ?? untold(`SSM parameter ${String(given)}, read at deployment`);
    }
    return /List/.test(type) && typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
  }

  /** The value from the manifest, or from the parent of a nested stack. */
  private given(name: string): Value | undefined {
    const { parameters, parent } = this.stack;
    if (parameters && Object.hasOwn(parameters, name)) return parameters[name];
    const owner = parent && this.model.stack(parent.path);
    const passed = owner?.template.Resources?.[parent?.logicalId ?? '']?.Properties?.['Parameters'];
    if (!owner || typeof passed !== 'object' || passed === null || !Object.hasOwn(passed, name)) return undefined;
    return this.model.resolverOf(owner).resolve((passed as Record<string, Raw>)[name]);
  }

  private getAtt(argument: Raw): Value {
    const [logicalId = '', attribute] = typeof argument === 'string' ? argument.split(/\.(.*)/s) : Array.isArray(argument) ? argument as Raw[] : [];
    const resource = this.model.resourceIn(this.stack, String(logicalId));
    const name = text(this.resolve(attribute ?? ''));
    if (!resource || name === undefined) return untold(`Fn::GetAtt of ${String(logicalId)}, which the template does not hold`);
    if (resource.type === 'AWS::CloudFormation::Stack' && name.startsWith('Outputs.')) {
      const nested = this.model.stack(resource.key);
      const value = nested && this.model.resolverOf(nested).output(name.slice('Outputs.'.length));
      return value ?? untold(`output ${name} of the nested stack ${resource.key}`);
    }
    return resource.type === 'Custom::AWSCDKCfnJson' && name === 'Value' ? parsedJson(resource.properties['Value']) : attributeOf(resource, name);
  }

  private join(argument: Raw): Value {
    const [delimiter, list] = Array.isArray(argument) ? argument as Raw[] : [];
    return lift([this.resolve(list)], ([items]) => {
      if (!isList(items)) return untold('Fn::Join of a list that is not told');
      const pieces = items.flatMap((item): Scalar[] => (item === ABSENT ? [] : isList(item) ? item.map(scalar) : [scalar(item)]));
      return joined(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [String(delimiter ?? ''), piece])));
    });
  }

  private sub(argument: Raw): Value {
    const [template, map] = Array.isArray(argument) ? argument as Raw[] : [argument, {}];
    const given = (map ?? {}) as Record<string, Raw>;
    const pieces = String(template).split(/(\$\{[^}]+\})/);
    return lift(pieces.map((piece): Value => {
      const [, escaped, name] = /^\$\{(!?)([^}]+)\}$/.exec(piece) ?? [];
      if (name === undefined) return this.resolve(piece);
      if (escaped) return `\${${name}}`;
      const key = name.trim();
      if (Object.hasOwn(given, key)) return this.resolve(given[key]);
      return key.includes('.') ? this.getAtt(key) : this.ref(key);
    }), (values) => joined(values.map(scalar)));
  }

  private select(argument: Raw): Value {
    const [index, list] = Array.isArray(argument) ? argument as Raw[] : [];
    return lift([this.resolve(index), this.resolve(list)], ([at, items]) => {
      const chosen = isList(items) ? items.filter((item) => item !== ABSENT)[Number(at)] : undefined;
      return chosen ?? untold('Fn::Select from a list that is not told');
    });
  }

  private split(argument: Raw): Value {
    const [delimiter, source] = Array.isArray(argument) ? argument as Raw[] : [];
    return lift([this.resolve(source)], ([whole]) => {
      if (typeof whole === 'string') return whole.split(String(delimiter));
      return whole instanceof Pattern ? splitPattern(whole, String(delimiter)) : untold('Fn::Split of a text that is not told');
    });
  }

  private branch(argument: Raw): Value {
    const [name, yes, no] = Array.isArray(argument) ? argument as Raw[] : [];
    const holds = this.condition(String(name));
    if (holds !== undefined) return this.resolve(holds ? yes : no);
    return new Choice(`${this.stack.path}:${String(name)}`, [this.resolve(yes), this.resolve(no)]);
  }

  /** What comes out is not told, but its texts may be what went in. */
  private notUnderstood(name: string, argument: Raw): Value {
    const options: Value[] = [untold(`${name} is not resolved`), this.resolve(argument)];
    return new Choice(`${this.stack.path}:${name} of ${JSON.stringify(argument)}`, options);
  }

  private cidr(argument: Raw): Value {
    const parts = (Array.isArray(argument) ? argument as Raw[] : []).map((part) => this.resolve(part));
    return lift(parts, ([block, count, bits]) => (typeof block === 'string' ? cidrBlocks(block, Number(count), Number(bits ?? 8)) : undefined) ?? untold('Fn::Cidr of a block that is not told'));
  }

  private findInMap(argument: Raw): Value {
    const [name, top, second, otherwise] = (Array.isArray(argument) ? argument as Raw[] : []).map((part) => this.resolve(part));
    const map = this.resolve(this.stack.template.Mappings?.[String(name)] ?? {});
    const found = picked(map, top).flatMap((entry) => picked(entry, second));
    const told = typeof top !== 'object' && typeof second !== 'object' && found.length > 0;
    const fallback = told ? undefined : field(otherwise, 'DefaultValue');
    const options: Value[] = fallback === undefined ? found : [...found, fallback];
    const [first, ...more] = options;
    if (first === undefined) return untold(`Fn::FindInMap in ${String(name)}`);
    return more.length === 0 ? first : new Choice(`${this.stack.path}:map ${String(name)}`, options);
  }

  private importValue(argument: Raw): Value {
    const name = text(this.resolve(argument), '\uE000');
    const value = name === undefined ? undefined : this.model.exportedValue(this.stack, name);
    return value ?? untold(`the export ${name ?? ''}, which no template of the account makes`);
  }

  private getStackOutput(argument: Raw): Value {
    const given = this.resolve(argument);
    const part = (name: string): string | undefined => (isFields(given) ? text(given[name]) : undefined);
    const account = /^arn:[^:]*:iam::(\d{12}):/.exec(part('RoleArn') ?? '')?.[1] ?? this.stack.account;
    const value = this.model.stackOutput(account, part('Region') ?? this.stack.region, part('StackName') ?? '', part('OutputName') ?? '');
    return value ?? untold(`output ${part('OutputName') ?? ''} of stack ${part('StackName') ?? ''} in account ${account ?? ''}`);
  }

  /** `{{resolve:ssm:/name}}` and its kin: known when a template makes the parameter, otherwise not told. */
  private dynamic(source: string): Value {
    return joined(source.split(/(\{\{resolve:[^}]*\}\})/).map((piece) => {
      if (!piece.startsWith('{{resolve:')) return piece;
      const [, name] = /^\{\{resolve:ssm:([^:}]+)/.exec(piece) ?? [];
      const stored = name === undefined ? undefined : this.model.storedParameter(this.stack, name);
      return typeof stored === 'string' || stored instanceof Pattern ? stored : untold(`the dynamic reference ${piece}`);
    }));
  }

  /** Works `name` out once; a value that needs itself is a cycle and not told. */
  private once(known: Map<string, Value>, name: string, work: () => Value): Value {
    const found = known.get(name);
    if (found !== undefined) return found;
    if (this.open.has(name)) return untold(`${name} of ${this.stack.path} refers to itself`);
    this.open.add(name);
    const value = work();
    this.open.delete(name);
    known.set(name, value);
    return value;
  }
}

/** The CDK writes objects whose keys are not told at synthesis as JSON text, and reads them back at deployment. */
function parsedJson(value: Value | undefined): Value {
  try {
    return JSON.parse(text(value, '\uE000') ?? '') as Value;
  } catch {
    return untold('an object that is put together at deployment');
  }
}

function scalar(value: Value): Scalar {
  if (typeof value === 'string' || value instanceof Pattern) return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === ABSENT ? '' : untold('a value that is no text');
}

/** The entries a lookup may reach: one when the key is told, all of them otherwise. */
function picked(map: Value | undefined, key: Value | undefined): Value[] {
  if (!isFields(map)) return [];
  const fields: Fields = map;
  if (typeof key !== 'string' && typeof key !== 'number') return Object.values(fields);
  const name = String(key);
  return Object.hasOwn(fields, name) && fields[name] !== undefined ? [fields[name]] : [];
}

/** Names that deployment makes hold no delimiter; what is not told may hold any. */
function splitPattern(whole: Pattern, delimiter: string): Value {
  if (whole.parts.some((part) => part instanceof Untold || (part instanceof Made && part.of.includes('.')))) return untold('Fn::Split of a text that is not told');
  const lists: Scalar[][] = [[]];
  for (const part of whole.parts) {
    const [first = '', ...rest] = typeof part === 'string' ? part.split(delimiter) : [new Pattern([part])];
    lists.at(-1)?.push(first);
    for (const next of rest) lists.push([next]);
  }
  return lists.map((pieces) => joined(pieces));
}
