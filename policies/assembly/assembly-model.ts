import type { AssemblyStack, TemplateResource } from './load-assembly';
import { nameOf } from './resource-names';
import { StackResolver } from './resolve';
import { isFields, text, type Fields, type Value } from './value';

/** One resource with its properties resolved. */
export class Resource {
  private resolved: Fields | undefined;

  public constructor(
    public readonly stack: AssemblyStack,
    public readonly logicalId: string,
    public readonly type: string,
    public readonly template: TemplateResource,
    private readonly resolver: StackResolver,
  ) {}

  /** The properties, intrinsic functions replaced by what they give. */
  public get properties(): Fields {
    if (this.resolved) return this.resolved;
    this.resolved = {}; // a property that refers to its own resource finds nothing there yet
    const found = this.resolver.resolve(this.template.Properties ?? {});
    this.resolved = isFields(found) ? found : {};
    return this.resolved;
  }

  public get account(): string | undefined {
    return this.stack.account;
  }

  /** `Projects/Data/Bucket83908E77`: unique in the model. */
  public get key(): string {
    return `${this.stack.path}/${this.logicalId}`;
  }

  /** The physical name, with parts that are not told in angle brackets or as `*`. */
  public get physicalName(): string {
    return text(nameOf(this)) ?? '*';
  }
}

/** All stacks of all accounts together, resolved across nested stacks, exports, parameters and stack outputs. */
export class AssemblyModel {
  public readonly resources: readonly Resource[];
  private readonly byType = new Map<string, Resource[]>();
  private readonly byKey = new Map<string, Resource>();
  private readonly resolvers = new Map<string, StackResolver>();
  private readonly byName = new Map<string, AssemblyStack>();
  private exported: Map<string, Value> | undefined;
  private stored: Map<string, Value> | undefined;

  public constructor(public readonly stacks: readonly AssemblyStack[]) {
    for (const stack of stacks) {
      this.resolvers.set(stack.path, new StackResolver(stack, this));
      if (stack.stackName !== undefined) this.byName.set(`${stack.account}|${stack.region}|${stack.stackName}`, stack);
    }
    this.resources = stacks.flatMap((stack) => Object.entries(stack.template.Resources ?? {})
      .filter(([logicalId]) => !logicalId.startsWith('Fn::'))
      .map(([logicalId, template]) => new Resource(stack, logicalId, template.Type, template, this.resolverOf(stack))));
    for (const resource of this.resources) {
      this.byKey.set(resource.key, resource);
      const same = this.byType.get(resource.type);
      if (same) same.push(resource);
      else this.byType.set(resource.type, [resource]);
    }
    this.resources = this.resources.filter((resource) => this.exists(resource));
    for (const [type, list] of this.byType) this.byType.set(type, list.filter((resource) => this.exists(resource)));
  }

  /** All resources of these types, in the order of the templates. */
  public ofType(...types: readonly string[]): Resource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  public resource(key: string): Resource | undefined {
    return this.byKey.get(key);
  }

  public resourceIn(stack: AssemblyStack, logicalId: string): Resource | undefined {
    return this.byKey.get(`${stack.path}/${logicalId}`);
  }

  public stack(path: string): AssemblyStack | undefined {
    return this.resolvers.get(path)?.stack;
  }

  public resolverOf(stack: AssemblyStack): StackResolver {
    const resolver = this.resolvers.get(stack.path);
    if (!resolver) throw new Error(`no stack ${stack.path} in the model`);
    return resolver;
  }

  /** The value exported as `name` in the account and region of `stack`. */
  public exportedValue(stack: AssemblyStack, name: string): Value | undefined {
    this.exported ??= this.readExports();
    return this.exported.get(`${stack.account}|${stack.region}|${name}`);
  }

  /** The value of the SSM parameter `name` that a template makes in the account and region of `stack`. */
  public storedParameter(stack: AssemblyStack, name: string): Value | undefined {
    this.stored ??= new Map(this.ofType('AWS::SSM::Parameter').flatMap((parameter): [string, Value][] => {
      const value = parameter.properties['Value'];
      return value === undefined ? [] : [[`${parameter.stack.account}|${parameter.stack.region}|${parameter.physicalName}`, value]];
    }));
    return this.stored.get(`${stack.account}|${stack.region}|${name}`);
  }

  /** The output of a stack that is found by account, region and name. */
  public stackOutput(account: string | undefined, region: string | undefined, stackName: string, output: string): Value | undefined {
    const stack = this.byName.get(`${account}|${region}|${stackName}`);
    return stack && this.resolverOf(stack).output(output);
  }

  private exists(resource: Resource): boolean {
    const condition = resource.template.Condition;
    return condition === undefined || this.resolverOf(resource.stack).condition(condition) !== false;
  }

  private readExports(): Map<string, Value> {
    const found = new Map<string, Value>();
    for (const stack of this.stacks) {
      const resolver = this.resolverOf(stack);
      for (const [name, output] of Object.entries(stack.template.Outputs ?? {})) {
        const exported = (output as { Export?: { Name?: unknown } } | null)?.Export?.Name;
        const exportName = exported === undefined ? undefined : text(resolver.resolve(exported));
        if (exportName !== undefined) found.set(`${stack.account}|${stack.region}|${exportName}`, resolver.output(name) ?? null);
      }
    }
    return found;
  }
}
