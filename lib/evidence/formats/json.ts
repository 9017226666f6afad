import type { Evidence } from '../evidence';

/** The evidence itself, as a later run takes it with `--since`. */
export function formatJson(evidence: Evidence): string {
  return `${JSON.stringify(evidence, undefined, 1)}\n`;
}
