import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { inside, readJson, readTemplate } from './read-file';
import { UnusableInput } from './unusable-input';

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
  /** Name of the deployed stack, as far as the manifest tells it. */
  readonly stackName?: string;
  /** Values that the manifest gives to the template's parameters. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Roles and places the deployment uses, by their names in the manifest, for example `assumeRoleArn`. */
  readonly deployment?: Readonly<Record<string, string>>;
  /** What else the manifest tells the deployment: whether the stack is protected from deletion, its tags. */
  readonly settings?: { readonly terminationProtection?: unknown; readonly tags?: unknown; readonly notificationArns?: unknown };
  /** File in which the CDK notes where in the source each construct was made. */
  readonly metadataFile?: string;
  /** Nested stacks whose template is not in the assembly, by logical id. */
  readonly missingTemplates?: readonly string[];
}

/** Template files by asset hash; read only where a stack is nested. */
type Assets = () => ReadonlyMap<string, string>;

interface Artifact {
  readonly type?: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly additionalMetadataFile?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface Manifest {
  readonly version?: string;
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

/** Older assemblies name nested templates differently; newer ones than the CDK of today are not understood. */
const OLDEST_MANIFEST = 20;
const NEWEST_MANIFEST = 60;

/** Every stack of the cloud assembly in `directory`: of nested assemblies (stages) and of nested stacks too. */
export function loadAssembly(directory: string): AssemblyStack[] {
  const manifest = readManifest(directory);
  const assets = once(() => assetTemplates(directory, manifest));
  return Object.entries(manifest.artifacts ?? {}).flatMap(([id, artifact]) => {
    if (artifact.type === 'cdk:cloud-assembly') {
      return loadAssembly(inside(directory, artifact.properties?.['directoryName'] ?? id, 'manifest.json'));
    }
    if (artifact.type !== 'aws:cloudformation:stack') return [];
    return loadStack(stackOf(directory, id, artifact), assets);
  });
}

/** The stack whose template is at `templateFile`, followed by its nested stacks. */
export function loadStack(stack: Omit<AssemblyStack, 'template'>, assets: Assets = once(() => assetsBeside(stack.templateFile)), around: readonly string[] = []): AssemblyStack[] {
  if (around.includes(stack.templateFile)) throw new UnusableInput(`${stack.templateFile}: must not be nested in itself`);
  const template = readTemplate(stack.templateFile);
  const missing: string[] = [];
  const nested = Object.entries(template.Resources ?? {}).flatMap(([logicalId, resource]) => {
    if (resource.Type !== 'AWS::CloudFormation::Stack') return [];
    const file = nestedTemplate(stack.templateFile, resource, assets);
    if (file === undefined || file === stack.templateFile) {
      missing.push(logicalId);
      return [];
    }
    return loadStack({
      path: `${stack.path}/${logicalId}`, account: stack.account, region: stack.region, templateFile: file,
      parent: { path: stack.path, logicalId },
      ...(stack.metadataFile === undefined ? {} : { metadataFile: stack.metadataFile }),
    }, assets, [...around, stack.templateFile]);
  });
  return [{ ...stack, template, ...(missing.length > 0 ? { missingTemplates: missing } : {}) }, ...nested];
}

function once(read: Assets): Assets {
  let files: ReadonlyMap<string, string> | undefined;
  return () => files ??= read();
}

function readManifest(directory: string): Manifest {
  if (!existsSync(join(directory, 'manifest.json'))) throw new UnusableInput(`${directory}: must be a cloud assembly with a manifest.json; run cdk synth first`);
  const file = inside(directory, 'manifest.json', 'manifest.json');
  const manifest = readJson(file) as Manifest | null;
  const major = Number.parseInt(String(manifest?.version ?? ''), 10);
  if (!(major >= OLDEST_MANIFEST && major <= NEWEST_MANIFEST)) {
    throw new UnusableInput(`${file}: version must be from ${OLDEST_MANIFEST} to ${NEWEST_MANIFEST}, got ${JSON.stringify(manifest?.version)}; this release does not know it`);
  }
  const artifacts: unknown = manifest?.artifacts ?? {};
  const broken = typeof artifacts !== 'object' || artifacts === null
    || Object.values(artifacts).some((artifact) => typeof artifact !== 'object' || artifact === null);
  if (broken) throw new UnusableInput(`${file}: artifacts must be objects`);
  return manifest ?? {};
}

function stackOf(directory: string, id: string, artifact: Artifact): Omit<AssemblyStack, 'template'> {
  const [account, region] = parseEnvironment(artifact.environment);
  const properties = artifact.properties ?? {};
  const lookup = properties['lookupRole'] as { arn?: string } | undefined;
  const told = Array.isArray(properties['notificationArns']) ? Object.fromEntries(properties['notificationArns'].map((arn, i) => [`notificationArns.${i}`, arn as unknown])) : {};
  const deployment = Object.entries({ ...properties, ...told, lookupRoleArn: lookup?.arn })
    .filter((pair): pair is [string, string] => /(RoleArn|ObjectUrl|^notificationArns\.\d+)$/.test(pair[0]) && typeof pair[1] === 'string');
  return {
    path: artifact.displayName?.replace(/ \(.*\)$/, '') ?? id, account, region,
    templateFile: inside(directory, properties['templateFile'] ?? `${id}.template.json`, 'manifest.json'),
    stackName: String(properties['stackName'] ?? id),
    parameters: (properties['parameters'] ?? {}) as Record<string, string>,
    deployment: Object.fromEntries(deployment),
    settings: { terminationProtection: properties['terminationProtection'], tags: properties['tags'], notificationArns: properties['notificationArns'] },
    ...(artifact.additionalMetadataFile === undefined ? {} : { metadataFile: inside(directory, artifact.additionalMetadataFile, 'manifest.json') }),
  };
}

/** Files of the directory's asset manifests, by asset hash: this is where templates of nested stacks are found. */
function assetTemplates(directory: string, manifest: Manifest): Map<string, string> {
  const found = new Map<string, string>();
  for (const artifact of Object.values(manifest.artifacts ?? {})) {
    if (artifact.type !== 'cdk:asset-manifest') continue;
    for (const [hash, file] of readAssets(inside(directory, artifact.properties?.['file'], 'manifest.json'))) found.set(hash, file);
  }
  return found;
}

function readAssets(file: string): Map<string, string> {
  const assets = readJson(file) as { files?: Record<string, { source?: { path?: string } }> } | null;
  return new Map(Object.entries(assets?.files ?? {}).flatMap(([hash, { source }]): [string, string][] =>
    (source?.path?.endsWith('.json') ? [[hash, inside(dirname(file), source.path, basename(file))]] : [])));
}

/** The asset manifest that the CDK writes beside a template. */
function assetsBeside(templateFile: string): Map<string, string> {
  const file = templateFile.replace(/\.template\.json$/, '.assets.json');
  return file === templateFile || !existsSync(file) ? new Map() : readAssets(inside(dirname(file), basename(file), basename(templateFile)));
}

/**
 * The template file of a nested stack: by the hash in its address, which must be right for the stack to deploy, or else
 * by its metadata, which the command line asks for and other ways of synthesis leave out.
 */
function nestedTemplate(parentFile: string, resource: TemplateResource, assets: Assets): string | undefined {
  const url = JSON.stringify(resource.Properties?.['TemplateURL'] ?? '');
  const hash = /([0-9a-f]{64})\.json/.exec(url)?.[1];
  const listed = hash === undefined ? undefined : assets().get(hash);
  if (listed !== undefined) return listed;
  const asset = resource.Metadata?.['aws:asset:path'];
  return typeof asset === 'string' && existsSync(join(dirname(parentFile), asset)) ? inside(dirname(parentFile), asset, 'manifest.json') : undefined;
}

/** `aws://123456789012/eu-west-1` as account and region; unknown ones are undefined. */
function parseEnvironment(environment: string | undefined): [string | undefined, string | undefined] {
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment ?? '') ?? [];
  return [known(account), known(region)];
}

function known(value: string | undefined): string | undefined {
  return value?.startsWith('unknown-') ? undefined : value;
}
