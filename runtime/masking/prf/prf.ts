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

/**
 * The same with rows in COPY text format in its memory, so that their fields are hashed where they lie. A memory that grows
 * is another one: read `bytes` and `words` anew after each call. Addresses are of bytes.
 */
export interface RowPrf extends Prf {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  /** Where it is known of each row where its fields start, where the next row starts, and whether it has an escape. */
  readonly starts: number;
  /** Where the cells of the rows are. */
  readonly cells: number;
  /** Rows of the last split; -1 where one has another number of columns. */
  readonly rows: number;
  /** Makes room for text of a length; gives where it goes. */
  place(length: number): number;
  /** Splits as many of the rows in the text as there may be at once, forgets the messages of the last ones; gives where the others begin. */
  split(from: number, end: number, columns: number, most: number, cells: number): number;
  /** Adds a field of each row in a canonical form, and writes where its digest will be into a cell. `hashed` is the field that is hashed. Gives how many are not done. */
  column(place: number, columns: number, own: number, hashed: number, form: number, domain: number): number;
  /** Adds a part of the text. Gives `notDone` where it is long. */
  field(form: number, from: number, to: number, domain: number): number;
  /** Keeps bytes for as long as there is this memory; gives where. Not while a text is placed. */
  keep(bytes: Uint8Array): number;
  /** Takes the sites of the batch, before any message is added. */
  takeSites(values: Int32Array, count: number): void;
  /** Where they are. */
  readonly sites: number;
  readonly sitesEnd: number;
  /** Adds the values of the sites; gives how many are not done. */
  hashSites(actions: number): number;
  /** Begins to write the text from an address on, once the hashes are there. */
  beginWriting(from: number): void;
  /** Writes on from a cell. Gives the first cell that has to be written by `append`, or the number of cells when all is written. */
  write(index: number, end: number, outputs: number, actions: number): number;
  append(bytes: Uint8Array): void;
  /** What was written. Valid until the next text. */
  written(): Uint8Array;
}
