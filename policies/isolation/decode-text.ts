import { gunzipSync, inflateSync } from 'node:zlib';

const ENCODED = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
const HEXADECIMAL = /(?<![0-9a-z])(?:[0-9a-f]{2}){8,}(?![0-9a-z])/gi;
/** More than any template may hold; what unpacks to more is not read. */
const LARGEST = 2_097_152;

/** Readable texts that parts of `text` hide: base64 (also compressed or in wide letters), hexadecimal, escapes. */
export function decodedParts(text: string): string[] {
  const found: string[] = [];
  if (/%[0-9a-f]{2}/i.test(text)) found.push(text.replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16))));
  if (text.includes('\\u')) found.push(text.replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16))));
  if (text.length < 16) return found;
  const joined = /[A-Za-z0-9+/]\r?\n[A-Za-z0-9+/]/.test(text) ? text.replaceAll(/\r?\n/g, '') : undefined;
  for (const source of joined === undefined ? [text] : [text, joined]) {
    for (const [part] of source.matchAll(ENCODED)) found.push(...ofBase64(part));
    for (const [part] of source.matchAll(HEXADECIMAL)) found.push(...readable(Buffer.from(part, 'hex')));
  }
  return found;
}

/** A part may hold a path before what is encoded. */
function ofBase64(part: string): string[] {
  const whole = readable(Buffer.from(part, 'base64'));
  if (whole.length > 0 || !part.includes('/')) return whole;
  const tail = part.slice(part.indexOf('/') + 1);
  return tail.length < 16 ? [] : readable(Buffer.from(tail, 'base64'));
}

function readable(bytes: Buffer): string[] {
  if (bytes.length < 8) return [];
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return unpacked(() => gunzipSync(bytes, { maxOutputLength: LARGEST }));
  if (bytes[0] === 0x78) {
    const inflated = unpacked(() => inflateSync(bytes, { maxOutputLength: LARGEST }));
    if (inflated.length > 0) return inflated;
  }
  const decoded = bytes.toString(bytes[1] === 0 ? 'utf16le' : 'utf8');
  return [...decoded].every((letter) => (letter >= ' ' && letter !== '\uFFFD') || letter === '\n' || letter === '\t' || letter === '\r') ? [decoded] : [];
}

function unpacked(unpack: () => Buffer): string[] {
  try {
    return [unpack().toString('utf8')];
  } catch {
    return [];
  }
}
