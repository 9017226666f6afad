import { isMap, type Resource, type Scope, Value } from './value';

/** What the intrinsics of one template can look up. */
export interface Surroundings extends Scope {
  /** The resource with a logical id in this template. */
  resource(logicalId: string): Resource | undefined;
  /** Every value of a template parameter; undefined where the template has no such parameter. */
  parameter(name: string, path: string): Value[] | undefined;
  /** Every value of an output of the nested stack that the resource makes; undefined where it is none. */
  nestedOutput(stack: Resource, output: string, path: string): Value[] | undefined;
  /** Every value of an export of the same account and region. */
  exported(name: string, path: string): Value[] | undefined;
  /** Every value of an output of another stack of the assembly. */
  stackOutput(of: { stack: string | undefined; output: string; region: string | undefined; role: string | undefined }, path: string): Value[] | undefined;
  /** An entry of the section `Mappings`. */
  mapping(map: string, first: string, second: string): unknown;
}

/** More alternatives than this (from `Fn::If`s multiplied in one string) are not followed. */
const mostAlternatives = 64;

/** Every value that an expression can have; both branches of each `Fn::If`. */
export function evaluate(expression: unknown, path: string, around: Surroundings): Value[] {
  if (expression === undefined || expression === null) return [new Value('absent', path, around)];
  if (typeof expression === 'string') return [stringValue(expression, true, path, around)];
  if (isMap(expression)) {
    const keys = Object.keys(expression);
    const [name] = keys;
    if (keys.length === 1 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'))) {
      const intrinsic = intrinsics[name];
      return intrinsic === undefined ? unknown(around, path, `${name} is computed at deployment`) : intrinsic(expression[name], path, around);
    }
  }
  return [new Value('literal', path, around, { literal: expression })];
}

type Intrinsic = (argument: unknown, path: string, around: Surroundings) => Value[];

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  'Ref': (name, path, around) => referred(String(name), path, around),
  'Fn::GetAtt': (argument, path, around) => {
    const [logicalId = '', ...attribute] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
    return attributeOf(logicalId, attribute.join('.'), path, around);
  },
  'Fn::If': (argument, path, around) => {
    if (!Array.isArray(argument) || argument.length !== 3) return unknown(around, path, 'Fn::If is not written as a list of three');
    return [...evaluate(argument[1], path, around), ...evaluate(argument[2], path, around)];
  },
  'Fn::Join': (argument, path, around) => {
    const [separator, list] = Array.isArray(argument) ? argument : [];
    if (typeof separator !== 'string') return unknown(around, path, 'Fn::Join is not written with its separator');
    const parts = Array.isArray(list) ? list : undefined;
    if (parts === undefined) return unknown(around, path, 'Fn::Join joins a list that is known at deployment only');
    return joined(parts.flatMap((part, index) => index === 0 ? [part] : [separator, part]), path, around);
  },
  'Fn::Sub': (argument, path, around) => substituted(argument, path, around),
  'Fn::ImportValue': (argument, path, around) => evaluate(argument, path, around).flatMap((name) => {
    const found = name.text === undefined ? undefined : around.exported(name.text, path);
    return found ?? unknown(around, path, `the export ${name.text ?? ''} is made outside of this assembly`);
  }),
  'Fn::GetStackOutput': (argument, path, around) => {
    const [stack, output, region, role] = ['StackName', 'OutputName', 'Region', 'RoleArn']
      .map((key) => isMap(argument) ? evaluate(argument[key], path, around)[0]?.text : undefined);
    const found = output === undefined ? undefined : around.stackOutput({ stack, output, region, role }, path);
    return found ?? unknown(around, path, `the output ${output ?? ''} of stack ${stack ?? ''} is made outside of this assembly`);
  },
  'Fn::Select': (argument, path, around) => {
    const [index, list] = Array.isArray(argument) ? argument : [];
    return evaluate(list, path, around).flatMap((value) => {
      const element: unknown = Array.isArray(value.literal) ? value.literal[Number(index)] : undefined;
      return element === undefined ? unknown(around, path, 'Fn::Select picks from a list that is known at deployment only') : value.scope.resolve(element, path);
    });
  },
  'Fn::Split': (argument, path, around) => {
    const [separator, source] = Array.isArray(argument) ? argument : [];
    return evaluate(source, path, around).flatMap((value) => value.kind === 'literal' && value.text !== undefined
      ? [new Value('literal', path, value.scope, { literal: value.text.split(String(separator)) })]
      : unknown(around, path, 'Fn::Split splits a string that is known at deployment only'));
  },
  'Fn::FindInMap': (argument, path, around) => {
    const keys = (Array.isArray(argument) ? argument.slice(0, 3) : []).map((key) => evaluate(key, path, around)[0]?.text ?? '');
    const found = around.mapping(keys[0] ?? '', keys[1] ?? '', keys[2] ?? '');
    return found === undefined ? unknown(around, path, 'Fn::FindInMap looks up a key that is known at deployment only') : evaluate(found, path, around);
  },
  'Fn::Base64': (argument, path, around) => evaluate(argument, path, around),
};

function referred(name: string, path: string, around: Surroundings): Value[] {
  if (name === 'AWS::NoValue') return [new Value('absent', path, around)];
  const pseudo = pseudoParameter(name, around);
  if (pseudo !== undefined) return [new Value('literal', path, around, { literal: pseudo })];
  const resource = around.resource(name);
  if (resource !== undefined) return [new Value('reference', path, around, { target: resource, attribute: 'Ref' })];
  return around.parameter(name, path) ?? unknown(around, path, `${name} is neither a resource nor a parameter of the template`);
}

function attributeOf(logicalId: string, attribute: string, path: string, around: Surroundings): Value[] {
  const target = around.resource(logicalId);
  if (target === undefined) return unknown(around, path, `${logicalId} is no resource of the template`);
  const nested = attribute.startsWith('Outputs.') ? around.nestedOutput(target, attribute.slice('Outputs.'.length), path) : undefined;
  return nested ?? [new Value('reference', path, around, { target, attribute })];
}

function pseudoParameter(name: string, around: Surroundings): string | undefined {
  switch (name) {
    case 'AWS::AccountId': return around.account;
    case 'AWS::Region': return around.region;
    case 'AWS::Partition': return around.region.startsWith('cn-') ? 'aws-cn' : around.region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
    case 'AWS::URLSuffix': return around.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    case 'AWS::StackName': return '${AWS::StackName}';
    case 'AWS::StackId': return '${AWS::StackId}';
    default: return undefined;
  }
}

function substituted(argument: unknown, path: string, around: Surroundings): Value[] {
  const [text, names] = Array.isArray(argument) ? [argument[0] as unknown, argument[1] as unknown] : [argument, {}];
  if (typeof text !== 'string') return unknown(around, path, 'Fn::Sub has no text of its own');
  const parts = text.split(/\$\{([^}]+)\}/).map((part, index): unknown => {
    if (index % 2 === 0) return part;
    if (part.startsWith('!')) return `\${${part.slice(1)}}`;
    if (isMap(names) && part in names) return names[part];
    return part.includes('.') ? { 'Fn::GetAtt': part } : { Ref: part };
  });
  return joined(parts, path, around);
}

/** The strings that the parts make together: known where all are, with `${...}` where a part is a reference. */
function joined(parts: readonly unknown[], path: string, around: Surroundings): Value[] {
  let results: Array<{ text: string; known: boolean }> = [{ text: '', known: true }];
  for (const part of parts) {
    const values = typeof part === 'string' ? undefined : evaluate(part, path, around);
    const blocked = values?.find(({ kind }) => kind === 'unknown');
    if (blocked !== undefined) return [new Value('unknown', path, around, { because: blocked.because })];
    const ends = values?.map((value) => shown(value)) ?? [{ text: String(part), known: true }];
    results = results.flatMap((start) => ends.map((end) => ({ text: start.text + end.text, known: start.known && end.known })));
    if (results.length > mostAlternatives) return unknown(around, path, 'too many conditions meet in one string');
  }
  return results.map(({ text, known }) => stringValue(text, known, path, around));
}

function shown(value: Value): { text: string; known: boolean } {
  if (value.kind === 'reference') {
    const suffix = value.attribute === 'Ref' ? '' : `.${value.attribute ?? ''}`;
    return { text: `\${${value.target?.logicalId ?? ''}${suffix}}`, known: false };
  }
  if (value.kind === 'text') return { text: value.text ?? '', known: false };
  return { text: value.kind === 'absent' ? '' : typeof value.literal === 'object' ? JSON.stringify(value.literal) : String(value.literal), known: true };
}

/** A string whose text is known, but for references in it; a dynamic reference makes it unknown. */
function stringValue(text: string, known: boolean, path: string, scope: Scope): Value {
  const store = /\{\{resolve:(secretsmanager|ssm-secure|ssm):/.exec(text)?.[1];
  if (store === undefined) return known ? new Value('literal', path, scope, { literal: text }) : new Value('text', path, scope, { text });
  return new Value('unknown', path, scope, { because: `it is read from ${store === 'secretsmanager' ? 'a secret' : 'the parameter store'} at deployment`, store });
}

function unknown(scope: Scope, path: string, because: string): Value[] {
  return [new Value('unknown', path, scope, { because })];
}
