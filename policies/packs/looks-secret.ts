const shapes: readonly RegExp[] = [
  /AKIA[0-9A-Z]{16}/, // access key of AWS
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./, // JSON web token
  /\b(?:ghp|gho|ghs|github_pat|xox[abpr]|sk_live|rk_live)[_-][\w-]{10,}/, // tokens that say what they are
  /:\/\/[^/\s:@]+:[^/\s:@]+@/, // an address with a password
  /\b(?:password|passwd|pwd|secret|token|api[_-]?key)\s*[=:]\s*[^\s;&$]{6,}/i,
];

/** True for text that has the shape of a key, a token or an address with a password. */
export function looksSecret(text: string): boolean {
  return shapes.some((shape) => shape.test(text));
}
