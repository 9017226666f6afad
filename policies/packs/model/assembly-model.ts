import type { AssemblyStack, TemplateResource } from '../../assembly/load-assembly';
import { evaluate, type Surroundings } from './intrinsics';
import { isMap, type Resource, Value } from './value';

/** The stacks of one assembly, indexed once and shared by every pack. Everything beyond the index is read when asked. */
export class AssemblyModel {
  public readonly resources: readonly ModelResource[];
  private readonly scopes: readonly StackScope[];
  private readonly byPath: ReadonlyMap<string, StackScope>;
  private readonly nested = new Map<string, StackScope>();
  private readonly byType = new Map<string, ModelResource[]>();
  private readonly byPlace = new Map<string, ModelResource[]>();
  private readonly pointers = new Map<string, Map<Resource, Resource[]>>();
  private exports: Map<string, { readonly scope: StackScope; readonly value: unknown }> | undefined;

  public constructor(stacks: readonly AssemblyStack[]) {
    this.scopes = stacks.map((stack) => new StackScope(stack, this));
    this.byPath = new Map(this.scopes.map((scope) => [scope.stack.path, scope]));
    for (const scope of this.scopes) {
      if (scope.stack.parent !== undefined) this.nested.set(`${scope.stack.parent.path}|${scope.stack.parent.logicalId}`, scope);
    }
    this.resources = this.scopes.flatMap(({ template, resources }) => [template, ...resources.values()]);
    for (const resource of this.resources) {
      append(this.byType, resource.type, resource);
      append(this.byPlace, `${resource.account}|${resource.region}|${resource.type}`, resource);
    }
  }

  public neighboursOf(resource: Resource, type: string): readonly Resource[] {
    return this.byPlace.get(`${resource.account}|${resource.region}|${type}`) ?? [];
  }

  /** Who points at what through one property: made once for each type and property that a rule asks for. */
  public pointersOf(type: string, path: string): ReadonlyMap<Resource, readonly Resource[]> {
    const key = `${type} ${path}`;
    const known = this.pointers.get(key);
    if (known !== undefined) return known;
    const made = new Map<Resource, Resource[]>();
    for (const resource of this.byType.get(type) ?? []) {
      for (const { target } of resource.at(path)) if (target !== undefined) append(made, target, resource);
    }
    this.pointers.set(key, made);
    return made;
  }

  public exported(name: string, from: StackScope, path: string): Value[] | undefined {
    this.exports ??= this.readExports();
    const found = this.exports.get(`${from.account}|${from.region}|${name}`);
    return found?.scope.resolve(found.value, path);
  }

  /** The output of the one stack that has it; undefined where none or several could be meant. */
  public stackOutput(of: Parameters<Surroundings['stackOutput']>[0], from: StackScope, path: string): Value[] | undefined {
    const account = of.role?.split(':')[4] ?? from.account;
    const region = of.region ?? from.region;
    const candidates = this.scopes.filter((scope) => scope.account === account && scope.region === region && of.output in (scope.stack.template.Outputs ?? {}));
    const named = candidates.filter(({ stack }) => of.stack?.includes(stack.path.replaceAll('/', '-')));
    const [only, ...others] = named.length > 0 ? named : candidates;
    return only === undefined || others.length > 0 ? undefined : only.output(of.output, path);
  }

  public nestedScope(parent: AssemblyStack, logicalId: string): StackScope | undefined {
    return this.nested.get(`${parent.path}|${logicalId}`);
  }

  public parentScope(stack: AssemblyStack): StackScope | undefined {
    return this.byPath.get(stack.parent?.path ?? '');
  }

  private readExports(): Map<string, { scope: StackScope; value: unknown }> {
    const found = new Map<string, { scope: StackScope; value: unknown }>();
    for (const scope of this.scopes) {
      for (const output of Object.values(scope.stack.template.Outputs ?? {})) {
        if (!isMap(output) || !isMap(output.Export)) continue;
        for (const { text } of scope.resolve(output.Export.Name, 'Outputs')) {
          if (text !== undefined) found.set(`${scope.account}|${scope.region}|${text}`, { scope, value: output.Value });
        }
      }
    }
    return found;
  }
}

class StackScope implements Surroundings {
  public readonly account: string;
  public readonly region: string;
  public readonly resources: ReadonlyMap<string, ModelResource>;
  /** The template itself, for rules about what no resource shows. */
  public readonly template: ModelResource;

  public constructor(public readonly stack: AssemblyStack, private readonly model: AssemblyModel) {
    this.account = stack.account ?? '${AWS::AccountId}';
    this.region = stack.region ?? '${AWS::Region}';
    const entries = Object.entries(stack.template.Resources ?? {});
    const readable = entries.filter(([, raw]) => isMap(raw) && typeof raw.Type === 'string');
    this.resources = new Map(readable.map(([logicalId, raw]) => [logicalId, new ModelResource(logicalId, raw, this, model)]));
    const generated = entries.filter((entry) => !readable.includes(entry)).map(([name]) => name);
    const { Transform } = stack.template;
    this.template = new ModelResource('', { Type: 'Template', Properties: { Transform, Generated: generated } }, this, model);
  }

  public resolve(expression: unknown, path: string): Value[] {
    return evaluate(expression, path, this);
  }

  public resource(logicalId: string): Resource | undefined {
    return this.resources.get(logicalId);
  }

  /** What the parent passes; otherwise the allowed values. A default decides nothing, since a deployment can replace it. */
  public parameter(name: string, path: string): Value[] | undefined {
    const declared = this.stack.template.Parameters?.[name];
    if (!isMap(declared)) return undefined;
    const parent = this.stack.parent === undefined ? undefined : this.model.parentScope(this.stack);
    const passed = parent?.resource(this.stack.parent?.logicalId ?? '')?.at(`Parameters.${name}`) ?? [];
    if (passed.length > 0 && passed.every(({ kind }) => kind !== 'absent')) {
      return passed.map((value) => new Value(value.kind, path, value.scope, value));
    }
    if (Array.isArray(declared.AllowedValues)) return declared.AllowedValues.flatMap((value) => this.resolve(value, path));
    const store = String(declared.Type).startsWith('AWS::SSM::Parameter::');
    const because = store ? `parameter ${name} is read from the parameter store at deployment` : `parameter ${name} is given at deployment`;
    return [new Value('unknown', path, this, { because })];
  }

  public nestedOutput(nested: Resource, output: string, path: string): Value[] | undefined {
    return this.model.nestedScope(this.stack, nested.logicalId)?.output(output, path);
  }

  public output(name: string, path: string): Value[] | undefined {
    const output = this.stack.template.Outputs?.[name];
    return isMap(output) ? this.resolve(output.Value, path) : undefined;
  }

  public exported(name: string, path: string): Value[] | undefined {
    return this.model.exported(name, this, path);
  }

  public stackOutput(of: Parameters<Surroundings['stackOutput']>[0], path: string): Value[] | undefined {
    return this.model.stackOutput(of, this, path);
  }

  public mapping(map: string, first: string, second: string): unknown {
    const found = this.stack.template.Mappings?.[map];
    const row = isMap(found) ? found[first] : undefined;
    return isMap(row) ? row[second] : undefined;
  }
}

class ModelResource implements Resource {
  private properties: Value | undefined;

  public constructor(
    public readonly logicalId: string,
    private readonly raw: TemplateResource,
    private readonly scope: StackScope,
    private readonly model: AssemblyModel,
  ) {}

  public get type(): string { return this.raw.Type; }
  public get account(): string { return this.scope.account; }
  public get region(): string { return this.scope.region; }
  public get templateFile(): string { return this.scope.stack.templateFile; }
  public get stackPath(): string { return this.scope.stack.path; }
  public get metadata(): Readonly<Record<string, unknown>> { return this.raw.Metadata ?? {}; }
  public get deletionPolicy(): string | undefined { return this.raw.DeletionPolicy; }
  public get updateReplacePolicy(): string | undefined { return this.raw.UpdateReplacePolicy; }

  public at(path: string): Value[] {
    this.properties ??= new Value('literal', 'Properties', this.scope, { literal: this.raw.Properties ?? {} });
    return path === '' ? [this.properties] : this.properties.at(path);
  }

  public pointedAtBy(type: string, path: string): readonly Resource[] {
    return this.model.pointersOf(type, path).get(this) ?? [];
  }

  public neighbours(type: string): readonly Resource[] {
    return this.model.neighboursOf(this, type);
  }

  public get hasNestedTemplate(): boolean {
    return this.model.nestedScope(this.scope.stack, this.logicalId) !== undefined;
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
