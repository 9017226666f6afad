/** A text within an XML value: at which path, and what it says. */
export interface XmlLeaf {
  readonly path: string;
  readonly text: string;
}

/** Where comments, processing instructions and anything that is neither element nor text are found. */
export const besideElements = '(beside elements)';

/** Every text of an XML value. Read apart from the masker: what this does not understand is a leaf too. */
export function xmlLeaves(text: string): readonly XmlLeaf[] {
  const leaves: XmlLeaf[] = [];
  const names: string[] = [];
  const path = (): string => ['$', ...names].join('.');
  const say = (at: string, what: string): void => { if (what.trim() !== '') leaves.push({ path: at, text: unescaped(what) }); };
  for (const part of text.match(/<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>|[^<]+|</g) ?? []) {
    if (part.startsWith('<![CDATA[')) leaves.push({ path: path(), text: part.slice(9, -3) });
    else if (/^<[!?]/.test(part) || part === '<') say(besideElements, part.replace(/^<\?xml [^>]*\?>$/, ''));
    else if (part.startsWith('</')) names.pop();
    else if (part.startsWith('<')) {
      names.push(/^<([^\s/>]*)/.exec(part)?.[1] ?? '');
      for (const [, name = '', value = ''] of part.matchAll(/\s([^\s=]+)\s*=\s*("[^"]*"|'[^']*')/g)) say(`${path()}.@${name}`, value.slice(1, -1));
      if (part.endsWith('/>')) names.pop();
    } else say(path(), part);
  }
  return leaves;
}

function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    const code = hex === undefined ? Number(decimal ?? 'NaN') : parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : (named[name ?? ''] ?? whole);
  });
}
