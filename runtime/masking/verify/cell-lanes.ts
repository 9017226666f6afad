import { dead, firstRow } from './byte-grammar';
import { sketchFactors } from './distinct-sketch';
import * as layout from './lane-layout';
import {
  addBytes, addInt, and, andInt, answer, bitCount, differs, equal, equalBytes, get, highBits, increase, int, isZero, leadingZeros, less, lessBytes, load, loadByte, loadHalf, loadInt, more, or,
  orInt, pickBy, repeatWhile, set, shiftLeftInt, shiftRightInt, splatByte, store, storeByte, storeInt, subtractInt, timesInt, trailingZeros, when, xor, xorInt,
  type Code, type WasmFunction,
} from '../prf/wasm-code';

const [space, backslash, at] = [32, 92, 64];
/** What functions give instead of a place: the cell has bytes that are left to TypeScript. */
export const left = -1;

/** See `mix` of value-hash. */
export const mixed = (value: number): Code => [
  set(value, timesInt(xorInt(get(value), shiftRightInt(get(value), int(16))), int(0x7feb352d))),
  set(value, timesInt(xorInt(get(value), shiftRightInt(get(value), int(15))), int(0x846ca68b | 0))),
  set(value, xorInt(get(value), shiftRightInt(get(value), int(16)))),
].flat();

/**
 * `normalForm(from, to, out)`: writes the normal form of a cell, 16 bytes at a time, and what was seen in it. Gives its end, or
 * `left` where a byte is none of printable ASCII, or an escape.
 */
export function normalForm(): WasmFunction {
  const [from, to, out, valid, kept, ats, low, letters, digits, bytes, lower, picked] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
  const isLetter = lessBytes(addBytes(get(lower), splatByte(-97)), splatByte(26));
  const isDigit = lessBytes(addBytes(get(bytes), splatByte(-48)), splatByte(10));
  const isPrintable = lessBytes(addBytes(get(bytes), splatByte(-space)), splatByte(95));
  const isAt = equalBytes(get(bytes), splatByte(at));
  const valued = (mask: Code): Code => andInt(highBits(mask), get(valid));
  const half = (which: Code, from8: Code): Code[] => [
    set(picked, loadHalf(shiftLeftInt(which, int(3)), layout.picks)),
    store(get(out), 0, pickBy(get(lower), from8)),
    set(out, addInt(get(out), bitCount(which))),
  ];
  const seeAt = [
    storeInt(int(layout.atPlace), 0, addInt(get(out), bitCount(andInt(get(kept), subtractInt(shiftLeftInt(int(1), trailingZeros(get(ats))), int(1)))))),
    when(orInt(get(low), more(bitCount(get(ats)), int(1))), [storeInt(int(layout.atPlace), 0, int(layout.manyPlaces))]),
    set(low, int(1)),
  ];
  return {
    parameters: 3, gives: true, integers: 6, vectors: 3,
    body: [
      storeInt(int(layout.atPlace), 0, int(layout.noPlace)),
      set(valid, int(0xffff)),
      repeatWhile(less(get(from), get(to)), [
        set(bytes, load(get(from))),
        when(less(subtractInt(get(to), get(from)), int(16)), [set(valid, subtractInt(shiftLeftInt(int(1), subtractInt(get(to), get(from))), int(1)))]),
        when(orInt(differs(valued(isPrintable), get(valid)), valued(equalBytes(get(bytes), splatByte(backslash)))), [answer(int(left))]),
        set(lower, or(get(bytes), splatByte(32))),
        set(kept, valued(isLetter)), set(letters, orInt(get(letters), get(kept))),
        set(ats, valued(isDigit)), set(digits, orInt(get(digits), get(ats))),
        set(kept, orInt(get(kept), get(ats))), set(ats, valued(isAt)), set(kept, orInt(get(kept), get(ats))),
        when(get(ats), [set(lower, xor(get(lower), and(isAt, splatByte(32)))), ...seeAt]),
        ...half(andInt(get(kept), int(255)), get(picked)),
        ...half(shiftRightInt(get(kept), int(8)), addBytes(get(picked), splatByte(8))),
        increase(from, 16),
      ]),
      storeInt(int(layout.letters), 0, get(letters)), storeInt(int(layout.digits), 0, get(digits)),
      answer(get(out)),
    ].flat(),
  };
}

/** Whether a cell is as its grammar wants it: so far tables may not tell. */
export const [not, yes, untold] = [0, 1, 2];

/** `matches(grammar, from, to)`: what the tables of a grammar tell of a cell. Here a state is the address of its row. */
export function matches(): WasmFunction {
  const [grammar, from, to, state, classOf] = [0, 1, 2, 3, 4];
  const next = loadInt(get(grammar), layout.grammar.next);
  const row = shiftRightInt(subtractInt(get(state), next), loadInt(get(grammar), layout.grammar.width));
  return {
    parameters: 3, gives: true, integers: 2,
    body: [
      set(classOf, loadInt(get(grammar), layout.grammar.classOf)),
      set(state, addInt(next, shiftLeftInt(int(firstRow), loadInt(get(grammar), layout.grammar.width)))),
      repeatWhile(less(get(from), get(to)), [
        set(state, loadInt(addInt(get(state), loadByte(addInt(get(classOf), loadByte(get(from))))))),
        when(isZero(more(get(state), int(dead))), [when(get(state), [answer(int(not))]), answer(int(untold))]),
        increase(from, 1),
      ]),
      answer(loadByte(addInt(loadInt(get(grammar), layout.grammar.accepts), row))),
    ].flat(),
  };
}

/** `count(sketch, from, to)`: adds a value to a sketch, as `DistinctSketch` does. */
export function count(): WasmFunction {
  const [sketch, from, to, hash, other] = [0, 1, 2, 3, 4];
  const register = addInt(get(sketch), shiftRightInt(get(hash), int(20)));
  const rank = addInt(leadingZeros(orInt(shiftLeftInt(get(hash), int(12)), int(1 << 11))), int(1));
  const step = (into: number, value: Code, factor: number): Code[] => [
    set(into, timesInt(xorInt(get(into), value), int(factor))), set(into, xorInt(get(into), shiftRightInt(get(into), int(15)))),
  ];
  return {
    parameters: 3, integers: 2,
    body: [
      set(hash, timesInt(subtractInt(get(to), get(from)), int(sketchFactors.byte))),
      repeatWhile(isZero(less(get(to), addInt(get(from), int(8)))), [
        ...step(hash, loadInt(get(from)), sketchFactors.word), ...step(other, loadInt(get(from), 4), sketchFactors.other), increase(from, 8),
      ]),
      repeatWhile(less(get(from), get(to)), [
        set(hash, timesInt(xorInt(get(hash), loadByte(get(from))), int(sketchFactors.byte))), increase(from, 1),
      ]),
      set(hash, xorInt(get(hash), timesInt(get(other), int(sketchFactors.byte)))), mixed(hash),
      when(more(rank, loadByte(register)), [storeByte(register, 0, rank)]),
    ].flat(),
  };
}

/** The first locals of a loop over one column of many rows, `(column, row, rowSize, rows, done)`; `row` is where the cell begins and ends in what is known of a row. */
export const cell = { column: 0, row: 1, rowSize: 2, rows: 3, done: 4, from: 5, to: 6, end: 7 } as const;

/** Cells that are left to TypeScript are listed by their rows. */
export const leave: Code = [storeInt(loadInt(int(layout.leftEnd)), 0, get(cell.done)), storeInt(int(layout.leftEnd), 0, addInt(loadInt(int(layout.leftEnd)), int(4)))].flat();

/** What a column says in its description. */
export const said = (what: keyof typeof layout.column): Code => loadInt(get(cell.column), layout.column[what]);

/** Goes through cells until the list is full; nulls are counted, long cells left. Gives how many rows were done. */
export function eachCell(look: readonly Code[]): Code {
  const { row, rowSize, rows, done, from, to } = cell;
  const length = subtractInt(get(to), get(from));
  const isNull = andInt(equal(length, int(2)), equal(loadByte(get(from)), int(backslash)), equal(loadByte(get(from), 1), int(78)));
  return [
    repeatWhile(andInt(less(get(done), get(rows)), less(loadInt(int(layout.listEnd)), loadInt(int(layout.listLimit)))), [
      set(from, loadInt(get(row))), set(to, subtractInt(loadInt(get(row), 4), int(1))),
      when(isNull, [storeInt(int(layout.nulls), 0, addInt(loadInt(int(layout.nulls)), int(1)))], [
        when(more(length, int(layout.longestCell)), [leave], look),
      ]),
      set(row, addInt(get(row), get(rowSize))), increase(done, 1),
    ]),
    answer(get(done)),
  ].flat();
}
