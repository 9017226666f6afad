import { stripVTControlCharacters } from 'node:util';

// Control characters, and the marks that reverse the direction of text: both let a name rewrite what stands around it.
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** `text` as one line that is safe to print: names come from apps, and an app may be foreign. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(unprintable, ' ').trim();
}
