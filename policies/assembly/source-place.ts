import { existsSync } from 'node:fs';
import { LineCounter, parseDocument, isMap, isSeq, type Document, type Node } from 'yaml';
import type { AssemblyStack } from './load-assembly';
import { readJson, readText } from './read-file';

interface Entry {
  readonly type?: string;
  readonly data?: unknown;
}

/** Finds where things were written: the line of a template, the line of the source that made a resource. */
export class SourcePlaces {
  private readonly documents = new Map<string, { document: Document; lines: LineCounter }>();
  private readonly metadata = new Map<string, Map<string, { path: string; source: string | undefined }>>();

  /** The line of the template on which the value at `path` starts; of the nearest outer value when it has none. */
  public templateLine(file: string, path: readonly string[]): number | undefined {
    if (!existsSync(file)) return undefined;
    const { document, lines } = this.parsed(file);
    let node: unknown = document.contents;
    let at = startOf(node);
    for (const step of path) {
      const { key, value } = child(node, step);
      if (value === undefined || value === null) break;
      at = startOf(key) ?? startOf(value) ?? at;
      node = value;
    }
    return at === undefined ? undefined : lines.linePos(at).line;
  }

  /** The construct path of a resource, as the CDK noted it. */
  public constructPath(stack: AssemblyStack, logicalId: string): string | undefined {
    return this.entriesOf(stack).get(logicalId)?.path.replace(/^\//, '');
  }

  /** `file:line:column` of the source that made a resource, or the nearest construct around it that tells. */
  public sourceLine(stack: AssemblyStack, logicalId: string): string | undefined {
    return this.entriesOf(stack).get(logicalId)?.source;
  }

  private parsed(file: string): { document: Document; lines: LineCounter } {
    const known = this.documents.get(file);
    if (known) return known;
    const lines = new LineCounter();
    const made = { document: parseDocument(readText(file), { lineCounter: lines, logLevel: 'silent' }) as Document, lines };
    this.documents.set(file, made);
    return made;
  }

  private entriesOf(stack: AssemblyStack): Map<string, { path: string; source: string | undefined }> {
    const file = stack.metadataFile;
    if (file === undefined) return new Map();
    const known = this.metadata.get(file);
    if (known) return known;
    const found = new Map<string, { path: string; source: string | undefined }>();
    const read = readJson(file);
    const all: Readonly<Record<string, unknown>> = typeof read === 'object' && read !== null ? read as Record<string, unknown> : {};
    for (const [path, entries] of Object.entries(all)) {
      const logicalId = entryOf(entries, 'aws:cdk:logicalId');
      if (typeof logicalId === 'string') found.set(logicalId, { path, source: sourceOf(all, path) });
    }
    this.metadata.set(file, found);
    return found;
  }
}

/** The data of the first entry of a type. Metadata that is no list of entries tells nothing. */
function entryOf(entries: unknown, type: string): unknown {
  const all: readonly (Entry | null)[] = Array.isArray(entries) ? entries : [];
  return all.find((entry) => typeof entry === 'object' && entry !== null && entry.type === type)?.data;
}

function child(node: unknown, step: string): { key?: unknown; value?: unknown } {
  if (isSeq(node)) return { value: node.items[Number(step)] };
  const pair = isMap(node) ? node.items.find(({ key }) => String(key) === step) : undefined;
  return pair ?? {};
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function sourceOf(all: Readonly<Record<string, unknown>>, path: string): string | undefined {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const stack = Object.hasOwn(all, at) ? entryOf(all[at], 'aws:cdk:creationStack') : undefined;
    const frames = Array.isArray(stack) ? stack.map(String) : [];
    const frame = frames.map((line) => /\(?((?:\/|[A-Za-z]:\\)[^()]*?:\d+:\d+)\)?$/.exec(line)?.[1]).find((found) => found !== undefined && !found.includes('node_modules'));
    if (frame !== undefined) return frame;
  }
  return undefined;
}
