/** Other ways in which people write a value, beyond case, separators and encodings: each is looked for too. */
export function spellings(value: string): readonly string[] {
  if (value.includes('@')) return mailName(value);
  const first = value.charCodeAt(0);
  if (first === plus || first === zero || first === space) return nationalNumbers(value);
  if (isDigit(value.charCodeAt(2))) return accountOfIban(value);
  return value.includes('\n') ? lines(value) : nameTurned(value);
}

const [plus, zero, space] = [43, 48, 32];
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

// A text that was copied in part was copied line by line.
function lines(value: string): readonly string[] {
  return value.split(/\r?\n/).filter((line) => line.length >= 16);
}

function nameTurned(value: string): readonly string[] {
  if (value.length > 60) return [];
  const words = value.trim().split(/\s+/);
  const isName = words.length >= 2 && words.length <= 3 && words.every((word) => /^[\p{L}'.-]{2,}$/u.test(word));
  return isName ? [[...words.slice(1), words[0]].join(' '), ...(words.length === 3 ? [words.toReversed().join(' '), [words[2], words[0], words[1]].join(' ')] : [])] : [];
}

function mailName(value: string): readonly string[] {
  const [local, domain, ...more] = value.trim().split('@');
  return domain !== undefined && more.length === 0 && local !== undefined && local.replaceAll(/[^a-z0-9]/gi, '').length >= 8 && /[a-z]{3}/i.test(local) ? [local] : [];
}

function nationalNumbers(value: string): readonly string[] {
  if (!/^(?:\+|0)[\d\s\p{Pd}()./]{8,22}$/u.test(value.trim())) return [];
  const digits = value.replaceAll(/\D/g, '');
  const bare = digits.replace(/^0+/, '');
  const national = value.trim().startsWith('+') || digits.startsWith('00') ? [1, 2, 3].flatMap((code) => [`0${bare.slice(code)}`, bare.slice(code)]) : [bare];
  return national.filter((number) => number.replace(/^0/, '').length >= 9);
}

function accountOfIban(value: string): readonly string[] {
  const plain = value.replaceAll(/\s/g, '');
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/i.test(plain) ? [plain.slice(4)] : [];
}
