import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UnusableInput } from '../assembly/unusable-input';
import { writeReport } from '../assembly/write-report';
import { formatMarkdown } from './format-markdown';
import { formatText } from './format-text';
import { readMaterial, type AssembliesRead } from './material';
import { proveParity } from './prove-parity';
import type { ParityReport } from './report';

export const PARITY_FORMATS = ['text', 'json', 'markdown'] as const;
export type ParityFormat = typeof PARITY_FORMATS[number];

/** How `understudy parity` tells what it has found. */
export interface ParityTelling {
  readonly format: ParityFormat;
  /** File for the report; it is returned when left out. */
  readonly output?: string;
}

/** The reports on what an app made, one `parity.json` for each two environments. Throws `UnusableInput` for what cannot be read. */
export function parityReports(materials: readonly string[]): ParityReport[] {
  try {
    const read: AssembliesRead = new Map();
    return materials.map((material) => reportOf(material, read));
  } catch (error) {
    if (error instanceof RangeError) throw new UnusableInput('the input is nested too deeply to be read');
    throw error;
  }
}

/** The first reports, with the undeclared differences as the others tell them where these are the same ones: with their source lines. */
export function withSourceLines(reports: readonly ParityReport[], detailed: readonly ParityReport[]): ParityReport[] {
  return reports.map((report, i) => {
    const undeclared = detailed[i]?.undeclared ?? [];
    const areTheSame = report.undeclared.map(({ id, kind }) => `${id} ${kind}`).join() === undeclared.map(({ id, kind }) => `${id} ${kind}`).join();
    return areTheSame ? { ...report, undeclared } : report;
  });
}

/** The reports as text, written to a file where one is named. Throws `UnusableInput` for a file that cannot be written. */
export function tellParity(reports: readonly ParityReport[], { format, output }: ParityTelling): string {
  const text = formatted(reports, format);
  if (output === undefined) return text;
  writeReport(output, text);
  return '';
}

/** Where the process that directed the swaps left the report that it made of them. */
export function reportFileOf(material: string): string {
  return join(dirname(material), 'report.json');
}

function reportOf(material: string, read: AssembliesRead): ParityReport {
  const made = reportFileOf(material);
  return existsSync(made) ? JSON.parse(readFileSync(made, 'utf8')) as ParityReport : proveParity(readMaterial(material, read));
}

function formatted(reports: readonly ParityReport[], format: ParityFormat): string {
  switch (format) {
    case 'json': return `${JSON.stringify(reports.length === 1 ? reports[0] : { version: 1, command: 'parity', reports }, undefined, 2)}\n`;
    case 'markdown': return reports.map((report) => formatMarkdown(report, process.cwd())).join('\n');
    default: return formatText(reports);
  }
}
