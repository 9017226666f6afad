import { halvesSize } from './gram-hash';
import { placeBits } from './residue-index';
import { candidateFields } from './residue-search';

/** Where things lie in the memory in which verification works on batches of rows: WebAssembly and TypeScript agree on this. */

/** What a call has found: nulls, and where the lists end that it wrote. */
export const nulls = 16;
export const leftEnd = 20;
export const listEnd = 24;
/** What a call is told: where its list must end, where normal forms go, what anchors are hashed with, which are good enough. */
export const listLimit = 28;
export const normalEnd = 32;
export const seed = 36;
export const enough = 40;
/** 1 if there are public values. */
export const hasPublic = 44;
/** What was seen in the normal form made last: letters, digits, and where the @ is. */
export const letters = 48;
export const digits = 52;
export const atPlace = 56;
export const [noPlace, manyPlaces] = [-1, -2];

/** The description of a column of which nothing is said: zeros. */
export const plainColumn = 64;
/** Where the words of a name begin and end, three at most. */
export const words = 80;
/** For each set of eight bytes, which are kept: where each of them goes. */
export const picks = 1024;
/** Which public values there may be, a bit for each. */
export const publicBits = 4096;
export const publicShift = 20;
export const publicSize = 512;
export const halves = 65_536;
export const anchored = halves + halvesSize;

/** Bytes that may be read or written behind the end of anything. */
const slack = 64;
/** The most rows in a batch, the most integers that are known of them, and the most bytes of their text. */
export const mostRows = 4096;
export const mostStarts = 1 << 20;
export const mostText = 1 << 20;
/** A longer cell is left. */
export const longestCell = 8192;
export const starts = anchored + (1 << placeBits);
export const text = starts + 4 * mostStarts;
export const normal = text + mostText + slack;
/** Rows that are left, and the list of candidates or of values that wait. */
export const left = normal + mostText + slack;
export const list = left + 4 * mostRows;
const listSize = 1 << 21;
/** Until here a cell may begin to be looked at. */
export const listFull = list + listSize;
/** For each row, 1 if its document had a shape; where its scalars are goes into a list of its own. */
export const matched = listFull + 4 * candidateFields * longestCell;
export const spans = matched + mostRows;
export const spansFull = spans + (1 << 20);
/** Of the columns of a relation: what is said of them, and their tables. */
export const columns = spansFull + 4096;
/** Memory is asked for at once, so that it never moves; what is not used takes no room. */
export const pages = 1024;
export const pageSize = 65_536;

/** What is said of a column, as integers: where its sketch is, its grammar, the length under which a cell is not looked at, and whether it is searched. */
export const column = { sketch: 0, grammar: 4, least: 8, searched: 12 } as const;
export const columnSize = 16;
/** What is said of a grammar: where its tables are, and how far to shift a state to come to its row. */
export const grammar = { next: 0, classOf: 4, accepts: 8, width: 12 } as const;
export const grammarSize = 16;
/** What is said of a shape: where a sketch of its documents is, and its last part; then its parts: constant bytes, and the scalar behind them. */
export const shape = { sketch: 0, last: 4 } as const;
export const shapeSize = 16;
export const shapePart = { at: 0, length: 4, isText: 8 } as const;
export const shapePartSize = 16;
