/** The shapes of values that are secrets, whatever they are called. Each row says what it recognises. */
const shapes: ReadonlyArray<{ what: string; shape: RegExp }> = [
  { what: 'a private key', shape: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { what: 'an AWS access key id', shape: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a password in a URL', shape: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i },
  { what: 'a JSON web token', shape: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/ },
  { what: 'an access token', shape: /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{10,}|[rs]k_live_\w{10,})/ },
  { what: 'a bearer token', shape: /\bbearer\s+[\w~+/.-]{16,}/i },
  { what: 'a password', shape: /\b(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?token)\s*(?:=|:\s)\s*[^\s;]{4,}/i },
];

/** Names under which only secrets are kept. A reference, such as `erp/secret-arn`, is not one. */
const names = /(?:^|[-_/])(?:password|passwd|secret|api-?key|private-?key|access-?token|client-?secret)$/i;

/** What kind of secret `value` looks like, or undefined when it looks like none. */
export function secretShape(value: string): string | undefined {
  return shapes.find(({ shape }) => shape.test(value))?.what;
}

/** Whether something called `name` can only be a secret. */
export function isSecretName(name: string): boolean {
  return names.test(name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2'));
}
