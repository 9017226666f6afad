import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';

/** A CloudFormation template as it is deployed. */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
  readonly [section: string]: unknown;
}

/** One resource of a template, as written there (after every override). */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** One stack of an assembly. A nested stack is a stack of its own, with `parent` set. */
export interface AssemblyStack {
  /** Construct path of the stack, for example `Projects-staging/Network`; template path for templates without one. */
  readonly path: string;
  /** Twelve digits, or undefined where the stack is not bound to an account. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** Absolute path of the template file. */
  readonly templateFile: string;
  readonly template: Template;
  /** Set on nested stacks: the stack and the logical id of the `AWS::CloudFormation::Stack` that makes it. */
  readonly parent?: { readonly path: string; readonly logicalId: string };
}

interface Manifest {
  readonly artifacts?: Readonly<Record<string, {
    readonly type: string;
    readonly environment?: string;
    readonly displayName?: string;
    readonly properties?: { readonly templateFile?: string; readonly directoryName?: string };
  }>>;
}

/** Every stack of the cloud assembly in `directory`: of nested assemblies (stages) and of nested stacks too. */
export function loadAssembly(directory: string): AssemblyStack[] {
  const manifest = readJson<Manifest>(inside(directory, 'manifest.json'));
  return Object.entries(manifest.artifacts ?? {}).flatMap(([id, artifact]) => {
    if (artifact.type === 'cdk:cloud-assembly') {
      return loadAssembly(inside(directory, artifact.properties?.directoryName ?? id));
    }
    if (artifact.type !== 'aws:cloudformation:stack') return [];
    const [account, region] = parseEnvironment(artifact.environment);
    return loadStack({
      path: artifact.displayName ?? id, account, region,
      templateFile: inside(directory, artifact.properties?.templateFile ?? `${id}.template.json`),
    });
  });
}

/** The stack whose template is at `templateFile`, followed by its nested stacks. */
export function loadStack(stack: Omit<AssemblyStack, 'template'>): AssemblyStack[] {
  let sources: ReadonlyMap<string, string> | undefined;
  return withNested(stack, () => sources ??= assetSources(stack.templateFile));
}

function withNested(stack: Omit<AssemblyStack, 'template'>, sources: () => ReadonlyMap<string, string>): AssemblyStack[] {
  const template = readJson<Template>(stack.templateFile);
  const nested = Object.entries(template.Resources ?? {}).flatMap(([logicalId, resource]) => {
    if (resource.Type !== 'AWS::CloudFormation::Stack') return [];
    const asset = nestedTemplateName(resource, sources());
    if (asset === undefined) return [];
    return withNested({
      path: `${stack.path}/${logicalId}`, account: stack.account, region: stack.region,
      templateFile: inside(join(stack.templateFile, '..'), basename(asset)),
      parent: { path: stack.path, logicalId },
    }, sources);
  });
  return [{ ...stack, template }, ...nested];
}

/**
 * The template file of a nested stack: by the hash in its address, which must be right for the stack to deploy, or else
 * by its metadata, which the command line asks for and other ways of synthesis leave out.
 */
function nestedTemplateName(resource: TemplateResource, sources: ReadonlyMap<string, string>): string | undefined {
  const hashes = JSON.stringify(resource.Properties?.TemplateURL ?? '').match(/[0-9a-f]{64}/g) ?? [];
  const source = hashes.map((hash) => sources.get(hash)).find((name) => name !== undefined);
  const named = resource.Metadata?.['aws:asset:path'];
  return source ?? (typeof named === 'string' ? named : undefined);
}

/** The file behind each asset hash of a stack, from the `*.assets.json` beside its template. */
function assetSources(templateFile: string): ReadonlyMap<string, string> {
  const manifest = templateFile.replace(/\.template\.json$/, '.assets.json');
  if (manifest === templateFile || !existsSync(manifest)) return new Map();
  const { files } = readJson<{ readonly files?: Readonly<Record<string, { readonly source?: { readonly path?: string } }>> }>(manifest);
  return new Map(Object.entries(files ?? {}).flatMap(([hash, { source }]) => source?.path === undefined ? [] : [[hash, source.path] as const]));
}

/** `aws://123456789012/eu-west-1` as account and region; unknown ones are undefined. */
function parseEnvironment(environment: string | undefined): [string | undefined, string | undefined] {
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment ?? '') ?? [];
  return [known(account), known(region)];
}

function known(value: string | undefined): string | undefined {
  return value?.startsWith('unknown-') ? undefined : value;
}

/** A file below `directory`; a name that leads out of it is refused. */
function inside(directory: string, name: string): string {
  const root = resolve(directory);
  const file = resolve(root, name);
  if (!file.startsWith(root + sep)) throw new Error(`${join(directory, 'manifest.json')}: names a file outside its directory, got ${JSON.stringify(name)}`);
  return file;
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
