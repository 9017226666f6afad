import { writeFileSync } from 'node:fs';
import { UnusableInput } from '../assembly/unusable-input';
import { formatMarkdown } from './format-markdown';
import { formatText } from './format-text';
import { readMaterial } from './material';
import { proveParity } from './prove-parity';
import type { ParityReport } from './report';

export const PARITY_FORMATS = ['text', 'json', 'markdown'] as const;
export type ParityFormat = typeof PARITY_FORMATS[number];

/** What `understudy parity` was asked. */
export interface ParityQuestion {
  /** The `parity.json` that the app made, one for each two environments. */
  readonly materials: readonly string[];
  readonly format: ParityFormat;
  /** File for the report; it is returned when left out. */
  readonly output?: string;
}

/** How it ended: 0 parity, 1 undeclared differences, 2 the input cannot be used. */
export interface ParityResult {
  readonly exitCode: 0 | 1 | 2;
  readonly text: string;
}

/** Reads, compares, formats. Never throws for what was handed in: that is exit code 2 with one message. */
export function runParity({ materials, format, output }: ParityQuestion): ParityResult {
  try {
    const reports = materials.map((material) => proveParity(readMaterial(material)));
    const text = formatted(reports, format);
    if (output !== undefined) write(output, text);
    return { exitCode: reports.every(({ verdict }) => verdict === 'PARITY') ? 0 : 1, text: output === undefined ? text : '' };
  } catch (error) {
    if (error instanceof UnusableInput) return { exitCode: 2, text: `${error.message}\n` };
    if (error instanceof RangeError) return { exitCode: 2, text: 'the input is nested too deeply to be read\n' };
    throw error;
  }
}

function formatted(reports: readonly ParityReport[], format: ParityFormat): string {
  switch (format) {
    case 'json': return `${JSON.stringify(reports.length === 1 ? reports[0] : { version: 1, command: 'parity', reports }, undefined, 2)}\n`;
    case 'markdown': return reports.map((report) => formatMarkdown(report, process.cwd())).join('\n');
    default: return formatText(reports);
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UnusableInput(`--output: must be a file that can be written, got ${JSON.stringify(file)} (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
}
