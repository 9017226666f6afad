/** HTML that was made here: everything put into it was escaped. */
export class Markup {
  public constructor(public readonly text: string) {}
}

type Part = string | number | undefined | Markup | readonly Part[];

/** HTML from a template literal. What is put in is text and escaped, unless it is `Markup`; lists are joined, `undefined` is left out. */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(fixed.map((text, index) => `${text}${rendered(parts[index])}`).join(''));
}

/** The same in every document: no control characters, no marks that turn the direction of text, no half characters. */
const HIDDEN = /[^\P{Cc}\t\n]|[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]|\p{Surrogate}/gu;

/** `text` with a sign for every character that hides or turns what stands around it. */
export function visible(text: string): string {
  return text.replaceAll(HIDDEN, '\uFFFD');
}

/** `text` for HTML and SVG, in content and in quoted attributes. */
export function escaped(text: string): string {
  return visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;').replaceAll('`', '&#96;');
}

/** JSON for a script element: nothing in it can end the element or begin a comment. */
export function jsonForScript(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`));
}

function rendered(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  return typeof part === 'object' ? part.map(rendered).join('') : escaped(String(part));
}
