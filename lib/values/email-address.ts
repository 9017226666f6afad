import { DomainName } from './domain-name';

/** Whether `value` is an e-mail address that a person can be reached at: a plain local part and a full domain name. */
export function isEmailAddress(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 254) return false;
  const [, domain] = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([^@]+)$/.exec(value) ?? [];
  return domain !== undefined && DomainName.problems(domain).length === 0;
}
