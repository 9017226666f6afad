/**
 * What a text may also say: URL-encoded, HTML-encoded, JSON-escaped, quoted-printable, hex and base64, and these in one
 * another. Only texts that look like it are decoded.
 */
export function decodings(text: string, depth = 2): readonly string[] {
  const found = new Set<string>();
  for (const decode of decoders) for (const decoded of decode(text)) if (decoded !== text && decoded.length > 5) found.add(decoded);
  const inner = depth > 1 ? [...found].flatMap((decoded) => decodings(decoded, depth - 1)) : [];
  return [...found, ...inner];
}

const decoders: readonly ((text: string) => readonly string[])[] = [
  (text) => (/%[0-9a-f]{2}/i.test(text) ? [replaceBytes(text, /(?:%[0-9a-f]{2})+/gi, '%')] : []),
  (text) => (/=[0-9A-F]{2}/.test(text) ? [replaceBytes(text.replaceAll(/=\r?\n/g, ''), /(?:=[0-9A-F]{2})+/g, '=')] : []),
  (text) => (/&(?:#\d+|#x[0-9a-f]+|amp|quot|apos|nbsp);/i.test(text) ? [text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|(?:amp|quot|apos|nbsp));/gi, (_, decimal?: string, hex?: string) => codePoint(decimal, hex))] : []),
  (text) => (/\\u[0-9a-f]{4}/i.test(text) ? [text.replaceAll(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))] : []),
  (text) => runs(text, /(?:[0-9a-f]{2}){8,}/gi).map((run) => Buffer.from(run, 'hex').toString('utf8')).filter(isText),
  (text) => runs(text.replaceAll(/\s/g, ''), /[A-Za-z0-9+/_-]{11,}/g).flatMap((run) => [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('utf8'))).filter(isText),
  (text) => (text.length < 500 ? [[...text].toReversed().join('')] : []),
  (text) => (/[a-z]{4}/i.test(text) && text.length < 500 ? [text.replaceAll(/[a-z]/gi, (letter) => rotated(letter))] : []),
];

function runs(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([run]) => run);
}

function replaceBytes(text: string, pattern: RegExp, mark: string): string {
  return text.replaceAll(pattern, (run) => Buffer.from(run.replaceAll(mark, ''), 'hex').toString('utf8'));
}

function codePoint(decimal: string | undefined, hex: string | undefined): string {
  const code = decimal === undefined ? parseInt(hex ?? '20', 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}

function rotated(letter: string): string {
  const first = letter <= 'Z' ? 65 : 97;
  return String.fromCharCode(first + (letter.charCodeAt(0) - first + 13) % 26);
}

// Random bytes are rarely valid text of seven bits and more; what is not text cannot hold a value either.
function isText(decoded: string): boolean {
  if (decoded.length < 6) return false;
  let strange = 0;
  for (const letter of decoded) {
    const code = letter.codePointAt(0) ?? 0;
    if (code === 0xfffd || (code < 32 && code !== 9 && code !== 10 && code !== 13)) strange++;
  }
  return strange * 4 < decoded.length;
}
