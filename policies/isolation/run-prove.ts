import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { checkReferences } from '../assembly/check-references';
import { loadAssembly, loadStack, type AssemblyStack } from '../assembly/load-assembly';
import { inside, readJson } from '../assembly/read-file';
import { UnusableInput } from '../assembly/unusable-input';
import { writeReport } from '../assembly/write-report';
import { formatJson, formatJunit, formatSarif } from './format-machine';
import { formatText } from './format-text';
import { parseZones } from './parse-zones';
import { proveIsolation } from './prove';
import type { ProofReport } from './report';
import type { Zones } from './zones';

export const PROOF_FORMATS = ['text', 'json', 'sarif', 'junit'] as const;
export type ProofFormat = typeof PROOF_FORMATS[number];

/** A bare template and where it is deployed. */
export interface BareTemplate {
  readonly file: string;
  readonly account: string;
  readonly region: string;
}

/** What `understudy prove` was asked. */
export interface ProveRequest {
  readonly directories: readonly string[];
  readonly templates?: readonly BareTemplate[];
  /** File with the zones; the assembly's own `understudy.json` when left out. */
  readonly zones?: string;
  readonly format?: ProofFormat;
  /** File for the report; it is returned when left out. */
  readonly output?: string;
  readonly progress?: (done: number, all: number, pass: string) => void;
  readonly today?: string;
}

/** How it ended: 0 proved, 1 a leak or unknown, 2 the input cannot be used. */
export interface ProveResult {
  readonly exitCode: 0 | 1 | 2;
  readonly text: string;
}

/** Loads, proves, formats. Never throws for what was handed in: that is exit code 2 with one message. */
export function runProve(request: ProveRequest): ProveResult {
  try {
    const stacks = loadAll(request);
    const report = proveIsolation(stacks, zonesFor(request), { ...(request.progress ? { progress: request.progress } : {}), ...(request.today === undefined ? {} : { today: request.today }) });
    const text = formatted(report, request.format ?? 'text');
    if (request.output !== undefined) writeReport(request.output, text);
    return { exitCode: report.verdict === 'PROVED' ? 0 : 1, text: request.output === undefined ? text : '' };
  } catch (error) {
    if (error instanceof UnusableInput) return { exitCode: 2, text: `${error.message}\n` };
    if (error instanceof RangeError) return { exitCode: 2, text: 'the input is nested too deeply to be read\n' };
    throw error;
  }
}

function formatted(report: ProofReport, format: ProofFormat): string {
  switch (format) {
    case 'json': return formatJson(report);
    case 'sarif': return formatSarif(report, process.cwd());
    case 'junit': return formatJunit(report);
    default: return formatText(report);
  }
}

/** All stacks of all inputs; stacks with the same path in two assemblies are told apart by their directories. */
function loadAll({ directories, templates = [] }: ProveRequest): AssemblyStack[] {
  if (directories.length === 0 && templates.length === 0) throw new UnusableInput('understudy prove: must be given an assembly directory or a template; run "understudy synth" first');
  const groups = [
    ...directories.map((directory) => ({ name: directory, stacks: loadAssembly(resolve(directory)) })),
    ...templates.map((template) => ({ name: `${template.file} in ${template.account}`, stacks: loadBare(template) })),
  ];
  const taken = new Set<string>();
  return groups.flatMap(({ name, stacks }) => {
    const paths = stacks.map(({ path }) => path);
    const clash = paths.find((path, i) => paths.indexOf(path) !== i);
    if (clash !== undefined) throw new UnusableInput(`${name}: holds two stacks with the path ${JSON.stringify(clash)}`);
    for (const { templateFile, template } of stacks) checkReferences(templateFile, template);
    const renamed = paths.some((path) => taken.has(path)) ? stacks.map((stack) => under(name, stack)) : stacks;
    for (const { path } of renamed) {
      if (taken.has(path)) throw new UnusableInput(`${name}: must be given once`);
      taken.add(path);
    }
    return renamed;
  });
}

function under(name: string, stack: AssemblyStack): AssemblyStack {
  return { ...stack, path: `${name}:${stack.path}`, ...(stack.parent ? { parent: { ...stack.parent, path: `${name}:${stack.parent.path}` } } : {}) };
}

function loadBare({ file, account, region }: BareTemplate): AssemblyStack[] {
  if (!/^\d{12}$/.test(account)) throw new UnusableInput(`--account: must be an account id of twelve digits, got ${JSON.stringify(account)}`);
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw new UnusableInput(`--region: must be a region such as eu-west-1, got ${JSON.stringify(region)}`);
  return loadStack({ path: basename(file).replace(/\.(template\.)?(json|ya?ml)$/, ''), account, region, templateFile: resolve(file) });
}

function zonesFor({ directories, zones }: ProveRequest): Zones {
  if (zones !== undefined) return parseZones(readJson(zones), zones);
  const own = directories.filter((directory) => existsSync(join(directory, 'understudy.json'))).map((directory) => {
    inside(directory, 'understudy.json', 'understudy.json'); // not a link to some other file
    return join(directory, 'understudy.json');
  });
  const [first, ...more] = own;
  if (first === undefined) throw new UnusableInput('--zones: must name a file, as no assembly holds an understudy.json; see docs/zones.schema.json');
  if (more.length > 0) throw new UnusableInput(`--zones: must name a file, as ${own.length} assemblies hold an understudy.json`);
  return parseZones(readJson(first), first);
}
