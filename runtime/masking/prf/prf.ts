import { createHash } from 'node:crypto';

/** The longest message that fits one SHA-256 block beside its padding and length. */
export const longestShortMessage = 55;
/** The longest message that is hashed as it is: eight blocks. */
export const longestMessage = longestShortMessage + 7 * 64;

/**
 * A batch of keyed hashes, HMAC-SHA256 under one key for each domain. Messages are added one by one, hashed together, and
 * their digests read by the offset that `add` returned. A message over 503 bytes is replaced by a zero byte and its SHA-256.
 */
export interface Prf {
  /** Registers a key of 32 bytes; the answer stands for it in `add`. */
  domain(key: Uint8Array): number;
  /** Forgets the messages of the last batch. */
  begin(): void;
  /** Adds `bytes[from..to)`; returns where its 32 byte digest will be in `digests`. */
  add(domain: number, bytes: Uint8Array, from: number, to: number): number;
  /** Hashes everything added since `begin`. */
  run(): void;
  /** Read it anew after each `run`: it may move when it grows. */
  readonly digests: Uint8Array;
}

/** What stands for a message that is longer still. */
export function shortened(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const short = new Uint8Array(33);
  short.set(createHash('sha256').update(bytes.subarray(from, to)).digest(), 1);
  return short;
}
