import { createHmac } from 'node:crypto';
import { MaskingError } from '../postgres/masking-error';

/**
 * Where the keys of domains come from. In quarantine each is one `GenerateMac` of a KMS HMAC key that cannot leave it; on a
 * terminal, one HMAC of a root key. The same source gives the same pseudonyms in every refresh; a new one for each run
 * gives fresh ones.
 */
export interface KeySource {
  /** Names the key and its version in the evidence. Not the key. */
  readonly id: string;
  /** 32 bytes for one domain. */
  domainKey(domain: string): Promise<Uint8Array>;
}

/** What is hashed to get the key of a domain. */
export function domainLabel(domain: string): string {
  return `understudy masking domain ${domain}`;
}

/** Keys from a root key of 32 bytes held in memory. */
export function rootKeySource(root: Uint8Array): KeySource {
  if (root.length < 32) throw new MaskingError(`the masking key must have at least 32 bytes, it has ${root.length}; make one with: openssl rand -hex 32`);
  const derive = (label: string): Buffer => createHmac('sha256', root).update(label).digest();
  return {
    id: `root:${derive('understudy masking key id').toString('hex').slice(0, 16)}`,
    domainKey: (domain) => Promise.resolve(derive(domainLabel(domain))),
  };
}
