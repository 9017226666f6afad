import { byteMaps, cursor, keyOf, lists, longestField, messageHeader, notDone, nullField } from './batch-layout';
import { longestMessage } from './prf';
import {
  addBytes, addInt, and, andInt, answer, call, differs, equal, equalBytes, get, highBits, increase, int, isZero, less, lessBytes, load, loadByte, loadInt, more, or,
  orInt, repeatWhile, set, shiftLeftInt, shiftRightInt, splat, splatByte, store, storeByte, storeInt, subtractInt, timesInt, trailingZeros, when,
  type Code, type WasmFunction,
} from './wasm-code';
import { asIs, folded, formOf, nothing } from '../maskers/canonical-forms';

const [backslash, tab, newline, space, letterN] = [92, 9, 10, 32, 78];
const plusOne = (local: number): Code => addInt(get(local), int(1));

/** `seal(from, length, key)`: pads the message whose bytes lie behind a header at the cursor, and puts it on its list. Gives the place of its digest. */
export function seal(): WasmFunction {
  const [header, length, key, blocks, at, end, list] = [0, 1, 2, 3, 4, 5, 6];
  const bits = shiftLeftInt(addInt(get(length), int(64)), int(3));
  return {
    parameters: 3, gives: true, integers: 4,
    body: [
      set(blocks, shiftRightInt(addInt(get(length), int(72)), int(6))),
      set(at, addInt(get(header), int(messageHeader), get(length))),
      set(end, addInt(get(header), int(messageHeader), shiftLeftInt(get(blocks), int(6)))),
      storeByte(get(at), 0, int(0x80)), increase(at, 1),
      repeatWhile(less(get(at), get(end)), [store(get(at), 0, splat(0)), increase(at, 16)]),
      storeByte(subtractInt(get(end), int(2)), 0, shiftRightInt(bits, int(8))),
      storeByte(subtractInt(get(end), int(1)), 0, bits),
      set(list, shiftLeftInt(get(blocks), int(2))),
      storeInt(get(header), 0, loadInt(get(list), lists)), storeInt(get(header), keyOf, get(key)),
      storeInt(get(list), lists, get(header)),
      storeInt(int(cursor), 0, get(end)),
      answer(addInt(get(header), int(messageHeader))),
    ].flat(),
  };
}

/** `foldAny(from, to, at)`: the canonical form `folded`, byte by byte. Gives the end of what it wrote. */
export function foldAny(): WasmFunction {
  const [from, to, at, start, last, before, byte] = [0, 1, 2, 3, 4, 5, 6];
  const isSpace = orInt(equal(get(byte), int(space)), less(subtractInt(get(byte), int(9)), int(5)));
  const isCapital = orInt(
    less(subtractInt(get(byte), int(65)), int(26)),
    andInt(equal(get(before), int(0xc3)), less(subtractInt(get(byte), int(0x80)), int(31)), differs(get(byte), int(0x97))));
  const emit = [storeByte(get(at), 0, get(last)), increase(at, 1)];
  return {
    parameters: 3, gives: true, integers: 4,
    body: [
      set(start, get(at)), set(last, int(space)),
      repeatWhile(less(get(from), get(to)), [
        set(byte, loadByte(get(from))), increase(from, 1),
        when(isSpace, [
          when(differs(get(last), int(space)), [set(last, int(space)), ...emit]),
        ], [
          set(last, addInt(get(byte), shiftLeftInt(isCapital, int(5)))), set(before, get(byte)), ...emit,
        ]),
      ]),
      trimmed(start, at),
      answer(get(at)),
    ].flat(),
  };
}

// Of spaces at the end only one is left by then.
const trimmed = (start: number, at: number): Code => when(andInt(more(get(at), get(start)), equal(loadByte(subtractInt(get(at), int(1))), int(space))), [increase(at, -1)]);

/** `fold(from, to, at)`: the same, 16 bytes at a time as long as they are ASCII with single spaces within. */
export function fold(any: number): WasmFunction {
  const [from, to, at, start, end, valid, spaces, before, bytes] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const odd = orInt(
    andInt(orInt(highBits(get(bytes)), highBits(lessBytes(get(bytes), splatByte(space)))), get(valid)), // beyond ASCII, control characters
    andInt(get(spaces), orInt(shiftLeftInt(get(spaces), int(1)), get(before)))); // spaces behind spaces
  const isCapital = lessBytes(addBytes(get(bytes), splatByte(-65)), splatByte(26));
  return {
    parameters: 3, gives: true, integers: 5, vectors: 1,
    body: [
      set(start, get(at)), set(before, int(1)), set(end, addInt(get(at), subtractInt(get(to), get(from)))), set(valid, int(0xffff)),
      repeatWhile(less(get(at), get(end)), [
        set(bytes, load(addInt(get(from), subtractInt(get(at), get(start))))),
        when(less(subtractInt(get(end), get(at)), int(16)), [set(valid, subtractInt(shiftLeftInt(int(1), subtractInt(get(end), get(at))), int(1)))]),
        set(spaces, andInt(highBits(equalBytes(get(bytes), splatByte(space))), get(valid))),
        when(odd, [answer(call(any, get(from), get(to), get(start)))]),
        set(before, shiftRightInt(get(spaces), int(15))),
        store(get(at), 0, addBytes(get(bytes), and(isCapital, splatByte(32)))),
        increase(at, 16),
      ]),
      set(at, get(end)),
      trimmed(start, at),
      answer(get(at)),
    ].flat(),
  };
}

/** `message(form, from, to, key)`: adds a field in its canonical form. Gives the place of its digest, or `notDone` if it is long. */
export function message(foldIndex: number, sealIndex: number): WasmFunction {
  const [form, from, to, key, header, at, byte] = [0, 1, 2, 3, 4, 5, 6];
  const length = subtractInt(get(at), get(header), int(messageHeader));
  const copied = [
    set(byte, addInt(get(at), subtractInt(get(to), get(from)))),
    repeatWhile(less(get(from), get(to)), [store(get(at), 0, load(get(from))), increase(from, 16), increase(at, 16)]),
    set(at, get(byte)),
  ];
  const mapped = repeatWhile(less(get(from), get(to)), [
    set(byte, loadByte(addInt(loadByte(get(from)), shiftLeftInt(get(form), int(8))), byteMaps)),
    storeByte(get(at), 0, get(byte)),
    set(at, addInt(get(at), isZero(isZero(get(byte))))),
    increase(from, 1),
  ]);
  return {
    parameters: 4, gives: true, integers: 3,
    body: [
      when(more(subtractInt(get(to), get(from)), int(longestField)), [answer(int(notDone))]),
      set(header, loadInt(int(cursor))), set(at, addInt(get(header), int(messageHeader))),
      when(equal(get(form), int(formOf(folded))), [set(at, call(foldIndex, get(from), get(to), get(at)))],
        [when(equal(get(form), int(formOf(asIs))), copied, [mapped])]),
      when(more(length, int(longestMessage)), [answer(int(notDone))]),
      answer(call(sealIndex, get(header), length, get(key))),
    ].flat(),
  };
}

/**
 * `column(row, rowSize, rows, own, hashed, escapes, cell, cellSize, form, key)`: adds one field of each row, and writes into
 * its cell where the digest will be. `own`, `hashed` and `escapes` are places within what is known of a row. Gives how many are
 * left to do.
 */
export function column(messageIndex: number): WasmFunction {
  const [row, rowSize, rows, own, hashed, escapes, cell, cellSize, form, key, from, to, at, found, left] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
  const field = (which: number): Code[] => [
    set(from, loadInt(addInt(get(row), get(which)))),
    set(to, subtractInt(loadInt(addInt(get(row), get(which)), 4), int(1))),
  ];
  const findEscape = [
    set(at, get(from)),
    repeatWhile(less(get(at), get(to)), [
      when(equal(loadByte(get(at)), int(backslash)), [set(found, int(notDone)), set(at, get(to))]), increase(at, 1),
    ]),
    when(andInt(equal(subtractInt(get(to), get(from)), int(2)), equal(loadByte(get(from)), int(backslash)), equal(loadByte(get(from), 1), int(letterN))), [set(found, int(nullField))]),
  ];
  return {
    parameters: 10, gives: true, integers: 5,
    body: [
      repeatWhile(get(rows), [
        ...field(own), set(found, int(1)),
        when(loadInt(addInt(get(row), get(escapes))), findEscape),
        when(andInt(equal(get(found), int(1)), differs(get(form), int(formOf(nothing)))), [
          ...field(hashed), set(found, call(messageIndex, get(form), get(from), get(to), get(key))),
        ]),
        storeInt(get(cell), 0, get(found)),
        set(left, addInt(get(left), equal(get(found), int(notDone)))),
        set(row, addInt(get(row), get(rowSize))), set(cell, addInt(get(cell), get(cellSize))), increase(rows, -1),
      ]),
      answer(get(left)),
    ].flat(),
  };
}

/**
 * `split(from, end, row, columns, most)`: finds the fields of whole rows. For each row it writes where each field starts, where
 * the next row starts, and whether the row has an escape. Gives the number of rows, or -1 where one has another number of columns.
 */
export function split(): WasmFunction {
  const [from, end, row, columns, most, field, rowEnd, escaped, rows, marks, at, byte, bytes] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  const is = (letter: number): Code => equalBytes(get(bytes), splatByte(letter));
  const begin = [
    storeInt(get(row), 0, plusOne(at)), set(field, get(row)), set(rowEnd, addInt(get(row), timesInt(get(columns), int(4)))), set(escaped, int(0)),
  ];
  const onTab = [
    increase(field, 4),
    when(isZero(less(get(field), get(rowEnd))), [answer(int(-1))]),
    storeInt(get(field), 0, plusOne(at)),
  ];
  const onNewline = [
    when(andInt(differs(get(columns), int(0)), differs(addInt(get(field), int(4)), get(rowEnd))), [answer(int(-1))]),
    storeInt(get(rowEnd), 0, plusOne(at)), storeInt(get(rowEnd), 4, get(escaped)),
    increase(rows, 1),
    when(equal(get(rows), get(most)), [answer(get(rows))]),
    set(row, addInt(get(rowEnd), int(8))), ...begin,
  ];
  return {
    parameters: 5, gives: true, integers: 7, vectors: 1,
    body: [
      set(at, subtractInt(get(from), int(1))), ...begin,
      repeatWhile(less(get(from), get(end)), [
        set(bytes, load(get(from))),
        set(marks, highBits(or(is(tab), is(newline), is(backslash)))),
        when(less(subtractInt(get(end), get(from)), int(16)), [
          set(marks, andInt(get(marks), subtractInt(shiftLeftInt(int(1), subtractInt(get(end), get(from))), int(1)))),
        ]),
        repeatWhile(get(marks), [
          set(at, addInt(get(from), trailingZeros(get(marks)))),
          set(byte, loadByte(get(at))),
          when(equal(get(byte), int(tab)), onTab, [when(equal(get(byte), int(newline)), onNewline, [set(escaped, int(1))])]),
          set(marks, andInt(get(marks), subtractInt(get(marks), int(1)))),
        ]),
        increase(from, 16),
      ]),
      answer(get(rows)),
    ].flat(),
  };
}
