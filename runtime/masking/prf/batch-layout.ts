/** Where things lie in the memory of a batch: both ways to compute it, in WebAssembly and in TypeScript, agree on this. */

/** Scratch of the compression: 16 message vectors, then 8 state vectors. */
export const messageVectors = 0;
export const stateVectors = 256;
/** The round constants, as integers. */
export const constants = 512;
/** For each canonical form that maps bytes one by one, 256 bytes: what a byte becomes, or 0 where it is dropped. */
export const byteMaps = 768;
/** Where the next message goes. */
export const cursor = 1280;
/** For each number of blocks, the last message that has so many: from it, each names the one before. */
export const lists = 1284;
/** How far a batch is written: where the next byte goes, and what is written of its text. */
export const written = 1328;
export const copied = 1332;
/** Where the sites of the batch end. */
export const sitesEnd = 1336;
/** The letters of 80 bits. */
export const letters = 1344;
/** The message that ends each list, and stands for what is not there where four are hashed together. */
export const noMessage = 1408;
/** What a byte is to a number with a layout: a digit (1), a letter (2), a separator (3), or nothing. */
export const classes = 2048;
/** The states after the keys, 64 bytes each: inner, outer. */
export const keys = 2304;
/** What is kept for good, then the text, where its fields are, its sites, messages, and what is written. */
export const kept = 65_536;

/** Before each message: the one before it in its list, and its key. */
export const messageHeader = 16;
export const keyOf = 4;
export const mostBlocks = 8;

/** Bytes that may be read or written behind the end of anything. */
export const slack = 64;
/** The most bytes a message takes beside its text: header, padding, length. */
export const messageRoom = messageHeader + 72 + slack;

/** A longer field is put into its canonical form in TypeScript. */
export const longestField = 4096;

/** What is known of a field after `column`: where its digest will be, or one of these. */
export const nullField = -1;
/** It has escapes, or is long. */
export const notDone = 0;

/** An action: its recipe, its canonical form, the domain of its hash; integers. */
export const actionSize = 24;
export const action = { recipe: 0, form: 4, domain: 5 } as const;
/** A column that is written anew: where its field is known, its action, whether it is written even where it is null; integers. */
export const outputSize = 12;

/** One place where a value is replaced, or a text with such places: eight integers. */
export const siteSize = 32;
export const site = {
  /** Where the replaced bytes lie in the text. */
  from: 0, to: 1,
  /** Where the value itself lies, unescaped. */
  valueFrom: 2, valueTo: 3,
  /** 1 if the value lies in scratch bytes beside the memory. */
  inScratch: 4,
  /** Which action of the table writes the replacement. */
  action: 5,
  /** Where its digest is; of a whole text, where the sites within it end. */
  digest: 6, last: 6,
  /** 1 if the replacement needs quotes around it. */
  quoted: 7,
  /** Instead of an action: the value is removed, or this is the text around the sites that follow. */
  removed: 1 << 30, whole: (1 << 30) + 1,
} as const;
