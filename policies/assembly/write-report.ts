import { writeFileSync } from 'node:fs';
import { UnusableInput } from './unusable-input';

/** Writes a report to the file that `--output` names. */
export function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UnusableInput(`--output: must be a file that can be written, got ${JSON.stringify(file)} (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
}
