/** What looks personal or secret, whatever the source held. Each is looked for in every cell that no masker wrote. */
export interface Detector {
  readonly name: string;
  readonly kind: 'personal' | 'secret';
  find(text: string): boolean;
}

const pattern = (name: string, kind: Detector['kind'], expression: RegExp): Detector => ({ name, kind, find: (text) => expression.test(text) });

export const detectors: readonly Detector[] = [
  { name: 'e-mail address', kind: 'personal', find: (text) => [...text.matchAll(/[\w.+%-]+@([\w-]+\.)+[a-z]{2,}/gi)].some(([address]) => !address.toLowerCase().endsWith('.example')) },
  { name: 'IBAN', kind: 'personal', find: (text) => [...text.matchAll(/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g)].some(([iban]) => isRealIban(iban)) },
  { name: 'payment card', kind: 'personal', find: (text) => [...text.matchAll(/(?<![\w.-])(?:4\d{3}|5[1-5]\d{2}|3[47]\d{2}|6011)(?:[ -]?\d{4}){2}[ -]?\d{3,4}(?![\w.-])/g)].some(([card]) => luhn(card)) },
  pattern('international telephone number', 'personal', /(?<![\w.])\+(?!999|99 9|9 99|9-99|99-9)[1-9]\d{0,2}[ (/.-]{1,2}\d[\d ()/.-]{5,14}\d/),
  pattern('social security number', 'personal', /(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/),
  pattern('AWS access key', 'secret', /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/),
  pattern('private key or certificate', 'secret', /-----BEGIN [A-Z ]*(?:PRIVATE KEY|CERTIFICATE)/),
  pattern('JSON web token', 'secret', /eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/),
  pattern('service token', 'secret', /(?<!\w)(?:sk_live_|rk_live_|pk_live_|whsec_|xox[abp]-|ghp_|gho_|github_pat_|glpat-|npm_|SG\.)[\w-]{12,}/),
  pattern('password hash', 'secret', /\$(?:2[aby]|argon2(?:id|i|d)|6|5|scrypt)\$[\w./=,+$-]{16,}/),
  pattern('credentials in a URL', 'secret', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@]+@/i),
  pattern('bearer credential', 'secret', /\bBearer\s+[\w.~+/-]{16,}/i),
  pattern('webhook address', 'secret', /https:\/\/hooks\.[\w.-]+\/\S{8,}/i),
];

function isRealIban(iban: string): boolean {
  const plain = iban.replaceAll(' ', '');
  if (plain.length < 15 || /^[A-Z]{2}\d\d[0X]{4}/.test(plain)) return false;
  const digits = [...plain.slice(4), ...plain.slice(0, 4)].map((letter) => parseInt(letter, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}

function luhn(card: string): boolean {
  const digits = [...card.replaceAll(/\D/g, '')].toReversed().map(Number);
  return digits.reduce((sum, digit, i) => sum + (i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0) % 10 === 0;
}
