/**
 * Whether a run of digits found in a cell is no residue: it lies inside a number that bears the mark of a masker (999 for
 * telephones, 000 for tax ids and accounts, 0000 after the check digits of an IBAN), or inside a longer token or number.
 */
export function digitsAreExplained(cell: string, digits: string): boolean {
  let found = false;
  for (let start = cell.indexOf(digits.charAt(0)); start >= 0; ) {
    const end = spelledUntil(cell, start, digits);
    if (end >= 0 && !isExplained(cell, start, end)) return false;
    found ||= end >= 0;
    start = cell.indexOf(digits.charAt(0), Math.max(end, start + 1));
  }
  return found;
}

// Where a spelling of the digits ends that begins here; -1 if none does. No letter, no @ may be between them.
function spelledUntil(cell: string, start: number, digits: string): number {
  let spelled = 0;
  for (let i = start; i < cell.length; i++) {
    const letter = cell.charAt(i);
    if (letter === digits.charAt(spelled)) {
      if (++spelled === digits.length) return i + 1;
    } else if (/[0-9A-Za-z@]/.test(letter)) return -1;
  }
  return -1;
}

function isExplained(cell: string, start: number, end: number): boolean {
  const before = cell.slice(0, start);
  const after = cell.slice(end);
  const head = /[0-9a-z]*$/i.exec(before)?.[0] ?? '';
  // Up to five digits before it may be its own: of a country, or zeros.
  if ((head.length > 5 || /[a-z]/i.test(head)) && /^[0-9a-z]/i.test(after)) return true;
  // Behind the mark of a permuted number: a tax id, a telephone number, an account of a country that is none.
  if (/(?<![0-9A-Za-z])(?:000-[0-9A-Za-z +./()-]*|\+999 [0-9 +./()-]*|X[A-JL-Z]\d\d[0-9A-Z -]*)$/.test(before)) return true;
  const number = (/[0-9X +./()-]*$/.exec(before)?.[0] ?? '') + cell.slice(start, end);
  const bare = number.replaceAll(/[^0-9X]/g, '');
  return /^(?:999|X*000|\d\d(?:0000|XXXX))/.test(bare);
}
