import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnusableInput } from '../../policies/assembly/unusable-input';
import type { Evidence } from './evidence';
import { EVIDENCE_FILES, EVIDENCE_FORMATS, type EvidenceFormat } from './evidence-formats';
import { formatJson } from './formats/json';
import { formatJunit } from './formats/junit';
import { formatOscal } from './formats/oscal';
import { formatSarif } from './formats/sarif';
import { formatPage } from './page/page';

const formatters: Readonly<Record<EvidenceFormat, (evidence: Evidence) => string | Promise<string>>> = {
  html: formatPage, json: formatJson, sarif: formatSarif, oscal: formatOscal, junit: formatJunit,
};

/** Writes `evidence` into `directory`, which is made when it is not there; returns the files. Everything is formatted before anything is written. */
export async function writeEvidence(evidence: Evidence, directory: string, formats: readonly EvidenceFormat[] = EVIDENCE_FORMATS): Promise<string[]> {
  const texts = await Promise.all(formats.map(async (format) => [join(directory, EVIDENCE_FILES[format]), await formatters[format](evidence)] as const));
  try {
    mkdirSync(directory, { recursive: true });
    for (const [file, text] of texts) writeFileSync(file, text);
  } catch (error) {
    throw new UnusableInput(`--output: must be a directory that can be written to, got ${JSON.stringify(directory)} (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
  return texts.map(([file]) => file);
}
