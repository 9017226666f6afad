import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { parse as parseYaml, type CollectionTag, type ScalarTag } from 'yaml';
import type { Template } from './load-assembly';
import { UnusableInput } from './unusable-input';

/** CloudFormation refuses larger templates (AWS CloudFormation quotas: template body size in an S3 object, 1 MB). */
const LARGEST_TEMPLATE = 1_048_576;
const SHORT_FORMS = ['And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'GetAZs', 'GetAtt', 'GetStackOutput', 'If', 'ImportValue', 'Join',
  'Length', 'Not', 'Or', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform'];

/** The content of a JSON file; a missing or cut-off file is refused. */
export function readJson(file: string): unknown {
  return parseJson(file, readText(file));
}

/** A CloudFormation template, in JSON or YAML, as its first character tells. */
export function readTemplate(file: string): Template {
  const source = readText(file);
  if (Buffer.byteLength(source) > LARGEST_TEMPLATE) {
    throw new UnusableInput(`${file}: must be at most 1 MB, the largest template CloudFormation takes, got ${Buffer.byteLength(source)} bytes; split the stack`);
  }
  const content = /^\s*\{/.test(source) ? parseJson(file, source) : parseYamlTemplate(file, source);
  const problem = templateProblem(content);
  if (problem !== undefined) throw new UnusableInput(`${file}: ${problem}`);
  return content as Template;
}

/** A file below `directory`; a name or a link that leads out of it is refused. */
export function inside(directory: string, name: unknown, namedBy: string): string {
  const root = resolve(directory);
  const file = typeof name === 'string' ? resolve(root, name) : root;
  const outside = (from: string, to: string): boolean => !to.startsWith(from + sep);
  if (outside(root, file) || outside(realpath(root), realpath(file))) {
    throw new UnusableInput(`${join(directory, namedBy)}: must name files inside its directory, got ${JSON.stringify(name)}`);
  }
  return file;
}

function realpath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    throw new UnusableInput(`${file}: must exist`);
  }
}

export function readText(file: string): string {
  try {
    // A pipe or a device would be waited for without end.
    if (!statSync(file).isFile()) throw new UnusableInput(`${file}: must be a plain file`);
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof UnusableInput) throw error;
    if (code === 'ENOENT') throw new UnusableInput(`${file}: must exist`);
    throw new UnusableInput(`${file}: must be a readable file, got ${code ?? 'an error'}`);
  }
}

function parseJson(file: string, source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    throw new UnusableInput(`${file}: must be JSON, got ${(error as Error).message}; the file may be cut off`);
  }
}

function parseYamlTemplate(file: string, source: string): unknown {
  try {
    return parseYaml(source, { customTags: [...SHORT_FORMS.flatMap((name) => tagsFor(name, `Fn::${name}`)), ...tagsFor('Ref', 'Ref'), ...tagsFor('Condition', 'Condition')], schema: 'yaml-1.1', logLevel: 'error' });
  } catch (error) {
    throw new UnusableInput(`${file}: must be YAML, got ${(error as Error).message.split('\n')[0] ?? ''}`);
  }
}

/** `!Ref x`, `!Sub x`, `!Join [...]`: the short forms of intrinsic functions, as their long forms. */
function tagsFor(name: string, long: string): (ScalarTag | CollectionTag)[] {
  const tag = `!${name}`;
  const split = (value: string): unknown => (name === 'GetAtt' ? value.split(/\.(.*)/s).slice(0, 2) : value);
  const plain = (node: { toJSON(): unknown }): unknown => ({ [long]: node.toJSON() });
  return [
    { tag, resolve: (value: string) => ({ [long]: split(value) }) },
    { tag, collection: 'seq', resolve: (node) => plain(node) },
    { tag, collection: 'map', resolve: (node) => plain(node) },
  ];
}

function templateProblem(content: unknown): string | undefined {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return 'must be a template (an object)';
  const resources: unknown = (content as Template).Resources ?? {};
  if (typeof resources !== 'object' || resources === null || Array.isArray(resources)) return 'Resources: must be an object';
  for (const [logicalId, resource] of Object.entries(resources as Record<string, unknown>)) {
    const type = typeof resource === 'object' && resource !== null ? (resource as { Type?: unknown }).Type : undefined;
    if (typeof type !== 'string' && !logicalId.startsWith('Fn::')) return `Resources.${logicalId}.Type: must be a resource type, got ${JSON.stringify(type)}`;
  }
  return undefined;
}
