import { existsSync } from 'node:fs';
import type { AssemblyStack } from '../assembly/load-assembly';
import { readJson } from '../assembly/read-file';

/** Rules of the proof that somebody acknowledged or suppressed. They change nothing; the report lists them. */
export function acknowledgementsIn(stacks: readonly AssemblyStack[]): string[] {
  const found = new Set<string>();
  for (const stack of stacks) {
    for (const [logicalId, resource] of Object.entries(stack.template.Resources ?? {})) collect(resource.Metadata, `${stack.path}/${logicalId}`, found);
    if (stack.metadataFile === undefined || !existsSync(stack.metadataFile)) continue;
    for (const [path, entries] of Object.entries(readJson(stack.metadataFile) as Record<string, unknown>)) collect(entries, path.replace(/^\//, ''), found);
  }
  return [...found].toSorted();
}

/** Any mention of a rule of the proof in the metadata of a construct is an attempt to acknowledge it. */
function collect(metadata: unknown, at: string, found: Set<string>): void {
  if (metadata === undefined) return;
  for (const [rule] of JSON.stringify(metadata).matchAll(/IsolationProof[:\w/-]*/g)) found.add(`${at}: ${rule}`);
}
