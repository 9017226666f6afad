import type { ByteSink } from '../maskers/byte-sink';

export const backslash = 92;
export const tab = 9;
export const newline = 10;

/** What a letter after a backslash stands for in COPY text format. */
const unescaped: Readonly<Record<number, number>> = { 98: 8, 102: 12, 110: 10, 114: 13, 116: 9, 118: 11 };
const escaped: Readonly<Record<number, number>> = { 8: 98, 12: 102, 10: 110, 13: 114, 9: 116, 11: 118, 92: 92 };

export function isNull(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 2 && bytes[start] === backslash && bytes[start + 1] === 78;
}

/** Appends a field as the text it stands for. The server never writes octal or hex escapes. */
export function unescapeField(bytes: Uint8Array, start: number, end: number, into: ByteSink): void {
  into.reserve(end - start);
  for (let i = start; i < end; i++) {
    let byte = bytes[i] as number;
    if (byte === backslash && i + 1 < end) {
      const next = bytes[++i] as number;
      byte = unescaped[next] ?? next;
    }
    into.bytes[into.length++] = byte;
  }
}

/** Appends a text as a field. */
export function escapeField(bytes: Uint8Array, start: number, end: number, into: ByteSink): void {
  into.reserve(2 * (end - start));
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    const letter = byte < 14 || byte === backslash ? escaped[byte] : undefined;
    if (letter !== undefined) into.bytes[into.length++] = backslash;
    into.bytes[into.length++] = letter ?? byte;
  }
}
