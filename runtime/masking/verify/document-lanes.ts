import * as layout from './lane-layout';
import {
  addInt, andInt, answer, call, equal, equalBytes, get, highBits, increase, int, isZero, less, load, loadByte, loadInt, or, orInt, repeatWhile, set, shiftLeftInt, splatByte, storeByte, storeInt,
  subtractInt, trailingZeros, when, type Code, type WasmFunction,
} from '../prf/wasm-code';

const [quote, backslash, letterN] = [34, 92, 110];

/** `behind(wanted, length, at)`: where the wanted bytes end, if they are there, else 0. */
export function behind(): WasmFunction {
  const [wanted, length, at, end, differing] = [0, 1, 2, 3, 4];
  const rest = subtractInt(get(end), get(at));
  return {
    parameters: 3, gives: true, integers: 2,
    body: [
      set(end, addInt(get(at), get(length))),
      repeatWhile(less(get(at), get(end)), [
        set(differing, xorMask(highBits(equalBytes(load(get(at)), load(get(wanted)))))),
        when(less(rest, int(16)), [set(differing, andInt(get(differing), subtractInt(shiftLeftInt(int(1), rest), int(1))))]),
        when(get(differing), [answer(int(0))]),
        increase(at, 16), increase(wanted, 16),
      ]),
      answer(get(end)),
    ].flat(),
  };
}

const xorMask = (mask: Code): Code => subtractInt(int(0xffff), mask);

/** `scalarEnd(at, end, isText)`: where a text ends that has no escapes, or a number or word that is not null; else 0. */
export function scalarEnd(): WasmFunction {
  const [at, end, isText, byte, marks, bytes] = [0, 1, 2, 3, 4, 5];
  const is = (letter: number): Code => equalBytes(get(bytes), splatByte(letter));
  const isWord = orInt(less(subtractInt(get(byte), int(45)), int(13)), less(subtractInt(orInt(get(byte), int(32)), int(97)), int(26)));
  const text = [
    repeatWhile(less(get(at), get(end)), [
      set(bytes, load(get(at))), set(marks, highBits(or(is(quote), is(backslash)))),
      when(get(marks), [
        set(at, addInt(get(at), trailingZeros(get(marks)))),
        when(orInt(isZero(less(get(at), get(end))), equal(loadByte(get(at)), int(backslash))), [answer(int(0))]),
        answer(get(at)),
      ]),
      increase(at, 16),
    ]),
    answer(int(0)),
  ];
  return {
    parameters: 3, gives: true, integers: 2, vectors: 1,
    body: [
      when(get(isText), text),
      set(byte, loadByte(get(at))),
      when(orInt(equal(get(byte), int(letterN)), isZero(isWord)), [answer(int(0))]),
      repeatWhile(andInt(isWord, less(get(at), get(end))), [increase(at, 1), set(byte, loadByte(get(at)))]),
      answer(get(at)),
    ].flat(),
  };
}

/** The indices of the functions it calls. */
export interface LeavesIndices { readonly behind: number; readonly scalarEnd: number; readonly count: number }

/**
 * `leaves(shape, row, rowSize, rows, done)`: for each row whose document has a shape, lists where its scalars begin and end, behind the
 * number of the row, marks the row, and counts the document in the sketch if there is one. Gives how many rows were done.
 */
export function leaves(index: LeavesIndices): WasmFunction {
  const [shape, row, rowSize, rows, done, from, to, at, leaf, last, list, start] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
  const part = (what: keyof typeof layout.shapePart): Code => loadInt(get(leaf), layout.shapePart[what]);
  const passConstant = set(at, call(index.behind, part('at'), part('length'), get(at)));
  const passScalar = [
    set(start, get(at)), set(at, call(index.scalarEnd, get(at), get(to), part('isText'))),
    storeInt(get(list), 0, get(start)), storeInt(get(list), 4, addInt(get(at), int(1))), increase(list, 8),
  ];
  const matched = [
    storeByte(get(done), layout.matched, int(1)),
    storeInt(int(layout.listEnd), 0, get(list)),
    when(loadInt(get(shape), layout.shape.sketch), [call(index.count, loadInt(get(shape), layout.shape.sketch), get(from), get(to))]),
  ];
  return {
    parameters: 5, gives: true, integers: 7,
    body: [
      set(last, loadInt(get(shape), layout.shape.last)),
      repeatWhile(andInt(less(get(done), get(rows)), less(loadInt(int(layout.listEnd)), loadInt(int(layout.listLimit)))), [
        when(isZero(loadByte(get(done), layout.matched)), [
          set(from, loadInt(get(row))), set(to, subtractInt(loadInt(get(row), 4), int(1))),
          set(list, loadInt(int(layout.listEnd))), storeInt(get(list), 0, get(done)), increase(list, 4),
          set(leaf, addInt(get(shape), int(layout.shapeSize))), set(at, get(from)), passConstant,
          repeatWhile(andInt(less(get(leaf), get(last)), less(int(0), get(at))), [
            ...passScalar,
            increase(leaf, layout.shapePartSize),
            when(get(at), [passConstant]),
          ]),
          when(equal(get(at), get(to)), matched),
        ]),
        set(row, addInt(get(row), get(rowSize))), increase(done, 1),
      ]),
      answer(get(done)),
    ].flat(),
  };
}
