import { gram, halfShift, more as bytesAfter, newerBit, olderBit } from './gram-hash';
import { cell, eachCell, leave, left, mixed, not, said, untold } from './cell-lanes';
import * as layout from './lane-layout';
import { anchorsWithin, headShift, longestHead, mostCounted, offsetShift, placeBits, slotFields } from './residue-index';
import { hashAnchor, hashOfHalf } from './scan-lanes';
import {
  addInt, andInt, answer, call, differs, equal, get, increase, int, isZero, less, loadByte, loadInt, more, orInt, repeatWhile, set, shiftLeftInt, shiftRightInt, storeByte, storeInt,
  subtractInt, timesInt, when, xorInt, type Code, type WasmFunction,
} from '../prf/wasm-code';

const [space, plus, dash, dot, zero] = [32, 43, 45, 46, 48];
const atMost = (a: Code, b: Code): Code => isZero(more(a, b));

/** `hashAll(from, to)`: see there. */
export function hashAllLanes(): WasmFunction {
  const [from, to, hash] = [0, 1, 2];
  return {
    parameters: 2, gives: true, integers: 1,
    body: [
      set(hash, xorInt(loadInt(int(layout.seed)), timesInt(subtractInt(get(to), get(from)), int(0x1b873593)))),
      repeatWhile(atMost(addInt(get(from), int(4)), get(to)), [
        set(hash, timesInt(xorInt(get(hash), loadInt(get(from))), int(0x1b873593))),
        set(hash, xorInt(get(hash), shiftRightInt(get(hash), int(13)))), increase(from, 4),
      ]),
      set(hash, xorInt(get(hash), loadInt(subtractInt(get(to), int(4))))), mixed(hash),
      answer(get(hash)),
    ].flat(),
  };
}

/** `hashEnds(from, to)`: see there. */
export function hashEndsLanes(): WasmFunction {
  const [from, to, hash] = [0, 1, 2];
  const factor = int(0x5bd1e995);
  const step = (at: Code): Code => set(hash, timesInt(xorInt(get(hash), shiftRightInt(get(hash), int(15)), loadInt(at)), factor));
  return {
    parameters: 2, gives: true, integers: 1,
    body: [
      set(hash, xorInt(loadInt(int(layout.seed)), timesInt(subtractInt(get(to), get(from)), factor))),
      set(hash, timesInt(xorInt(get(hash), loadInt(get(from))), factor)),
      step(addInt(get(from), int(4))), step(subtractInt(get(to), int(8))),
      set(hash, xorInt(get(hash), shiftRightInt(get(hash), int(15)), loadInt(subtractInt(get(to), int(4))))), mixed(hash),
      answer(get(hash)),
    ].flat(),
  };
}

// Sets one of the two bits of a half whose hash is known.
function addHalf(hash: Code, bit: number): Code {
  const place = shiftRightInt(hash, int(halfShift));
  const byte = shiftRightInt(place, int(2));
  return storeByte(byte, layout.halves, orInt(loadByte(byte, layout.halves), shiftLeftInt(int(bit), shiftLeftInt(andInt(place, int(3)), int(1)))));
}

/** `chooseAnchor(from, to)`: chooses the anchor of a value as `ResidueIndex` does, and writes it and its offset where the list ends. */
export function chooseAnchor(): WasmFunction {
  const [from, to, at, last, enough, older, newer, hash, others, least, anchor, olderHalf, newerHalf, after] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
  const counted = (of: number): Code => shiftRightInt(get(of), int(32 - placeBits));
  const list = loadInt(int(layout.listEnd));
  return {
    parameters: 2, integers: 12,
    body: [
      set(enough, loadInt(int(layout.enough))), set(least, int(mostCounted + 1)), set(at, get(from)),
      set(last, subtractInt(get(to), int(gram))),
      when(more(get(last), addInt(get(from), int(anchorsWithin))), [set(last, addInt(get(from), int(anchorsWithin)))]),
      repeatWhile(andInt(atMost(get(at), get(last)), isZero(less(get(least), get(enough)))), [
        set(older, hashOfHalf(get(at))), set(newer, hashOfHalf(addInt(get(at), int(gram / 2)))),
        set(after, int(0)),
        when(atMost(addInt(get(at), int(gram + bytesAfter)), get(to)), [set(after, loadInt(get(at), gram))]),
        hashAnchor(hash, get(older), get(newer), get(after)),
        set(others, loadByte(counted(hash), layout.anchored)),
        when(less(get(others), get(least)), [
          set(least, get(others)), set(anchor, get(hash)), set(olderHalf, get(older)), set(newerHalf, get(newer)),
          storeInt(list, 4, subtractInt(get(at), get(from))),
        ]),
        increase(at, 1),
      ]),
      addHalf(get(olderHalf), olderBit), addHalf(get(newerHalf), newerBit),
      when(less(get(least), int(mostCounted)), [storeByte(counted(anchor), layout.anchored, addInt(get(least), int(1)))]),
      storeInt(list, 0, get(anchor)),
    ].flat(),
  };
}

/** The indices of the functions it calls. */
export interface PutIndices { readonly hashAll: number; readonly hashEnds: number; readonly chooseAnchor: number }

/** `put(from, core, to)`: lists a value in normal form, as it will be in its slot. Gives 0 if it may be a public one. */
export function put(index: PutIndices): WasmFunction {
  const [from, core, to, list, ends] = [0, 1, 2, 3, 4];
  const isPublic = andInt(shiftRightInt(loadByte(shiftRightInt(get(ends), int(layout.publicShift + 3)), layout.publicBits), andInt(shiftRightInt(get(ends), int(layout.publicShift)), int(7))), int(1));
  const refusePublic = (start: number): Code[] => [set(ends, call(index.hashEnds, get(start), get(to))), when(isPublic, [answer(int(0))])];
  return {
    parameters: 3, gives: true, integers: 2,
    body: [
      set(list, loadInt(int(layout.listEnd))),
      when(loadInt(int(layout.hasPublic)), [...refusePublic(from), ...refusePublic(core)]),
      call(index.chooseAnchor, get(core), get(to)),
      storeInt(get(list), 4, orInt(shiftLeftInt(subtractInt(get(core), get(from)), int(headShift)), shiftLeftInt(loadInt(get(list), 4), int(offsetShift)), subtractInt(get(to), get(core)))),
      when(equal(get(core), get(from)), [storeInt(get(list), 8, call(index.hashEnds, get(core), get(to)))], [storeInt(get(list), 8, call(index.hashAll, get(core), get(to)))]),
      storeInt(get(list), 12, call(index.hashAll, get(from), get(to))),
      storeInt(int(layout.listEnd), 0, addInt(get(list), int(4 * slotFields))),
      answer(int(1)),
    ].flat(),
  };
}

/** `core(first, written, from, to)`: where in a normal form of no letters, or of letters and digits, the shortest spelling begins; see `ValueCollector`. */
export function coreOf(): WasmFunction {
  const [written, from, to, bare, code, start, byte] = [1, 2, 3, 4, 5, 6, 7];
  const first = get(0);
  const isDigit = (at: number): Code => less(subtractInt(loadByte(get(from), at), int(zero)), int(10));
  const isLetter = (at: number): Code => more(loadByte(get(from), at), int(96));
  const length = subtractInt(get(to), get(from));
  const passZeros = (at: number): Code => [
    set(byte, int(zero)),
    repeatWhile(andInt(less(get(at), get(to)), equal(loadByte(get(at)), get(byte))), [increase(at, 1)]),
  ].flat();
  const account = [
    when(andInt(isLetter(0), isLetter(1), isDigit(2), isDigit(3), less(subtractInt(length, int(15)), int(20))), [answer(addInt(get(from), int(4)))]),
    answer(get(from)),
  ];
  const mayBeCalled = andInt(orInt(equal(first, int(plus)), equal(first, int(zero)), equal(first, int(space))), less(subtractInt(get(written), int(9)), int(16)));
  return {
    parameters: 4, gives: true, integers: 4,
    body: [
      when(loadInt(int(layout.letters)), account),
      when(isZero(mayBeCalled), [answer(get(from))]),
      set(bare, get(from)), passZeros(bare),
      when(orInt(equal(first, int(plus)), more(subtractInt(get(bare), get(from)), int(1))), [set(code, int(3))]),
      repeatWhile(atMost(get(code), int(3)), [ // until it falls below 0
        set(start, addInt(get(bare), get(code))), passZeros(start),
        when(atMost(addInt(get(start), int(9)), get(to)), [answer(get(start))]),
        increase(code, -1),
      ]),
      answer(get(from)),
    ].flat(),
  };
}

/** `mailName(from, to)`: 1 if what is before the @ tells of somebody: three letters in a row, and long enough. */
export function mailName(): WasmFunction {
  const [from, to, letters] = [0, 1, 2];
  return {
    parameters: 2, gives: true, integers: 1,
    body: [
      when(less(get(to), addInt(get(from), int(gram))), [answer(int(0))]),
      repeatWhile(less(get(from), get(to)), [
        set(letters, timesInt(addInt(get(letters), int(1)), more(loadByte(get(from)), int(96)))),
        when(equal(get(letters), int(3)), [answer(int(1))]),
        increase(from, 1),
      ]),
      answer(int(0)),
    ].flat(),
  };
}

/** The indices of the functions it calls. */
export interface TurnIndices { readonly normalForm: number; readonly put: number }

/** `turn(from, to, out)`: lists a name of two or three words in its other orders; normal forms go behind `out`. Gives 0 if one may be public. */
export function turn(index: TurnIndices): WasmFunction {
  const [from, to, out, count, start, byte, end] = [0, 1, 2, 3, 4, 5, 6];
  const isLetter = less(subtractInt(orInt(get(byte), int(32)), int(97)), int(26));
  const mayBeInName = orInt(isLetter, equal(get(byte), int(39)), equal(get(byte), int(dash)), equal(get(byte), int(dot)));
  const endWord = [
    when(orInt(less(subtractInt(get(from), get(start)), int(2)), equal(get(count), int(3))), [answer(int(1))]),
    storeInt(shiftLeftInt(get(count), int(3)), layout.words, get(start)), storeInt(shiftLeftInt(get(count), int(3)), layout.words + 4, get(from)),
    increase(count, 1), set(start, int(0)),
  ];
  const append = (which: number): Code => set(end, call(index.normalForm, loadInt(int(layout.words + 8 * which)), loadInt(int(layout.words + 8 * which + 4)), get(end)));
  const listed = (...order: number[]): Code[] => [
    set(end, get(out)), ...order.map(append),
    when(isZero(less(subtractInt(get(end), get(out)), int(gram))), [when(isZero(call(index.put, get(out), get(out), get(end))), [answer(int(0))])]),
  ];
  const isThree = equal(get(count), int(3));
  return {
    parameters: 3, gives: true, integers: 4,
    body: [
      repeatWhile(atMost(get(from), get(to)), [
        set(byte, int(space)), when(less(get(from), get(to)), [set(byte, loadByte(get(from)))]),
        when(equal(get(byte), int(space)), [when(get(start), endWord)], [
          when(isZero(mayBeInName), [answer(int(1))]), when(isZero(get(start)), [set(start, get(from))]),
        ]),
        increase(from, 1),
      ]),
      when(less(get(count), int(2)), [answer(int(1))]),
      when(isThree, [...listed(1, 2, 0), ...listed(2, 1, 0), ...listed(2, 0, 1)], listed(1, 0)),
      answer(int(1)),
    ].flat(),
  };
}

/** The indices of the functions it calls. */
export interface CollectIndices { readonly normalForm: number; readonly matches: number; readonly count: number; readonly put: number; readonly coreOf: number; readonly mailName: number; readonly turn: number }

/**
 * `collect(column, row, rowSize, rows, done)`: lists the values of a column of the source, as `ValueCollector` does. What may be
 * public is left.
 */
export function collect(index: CollectIndices): WasmFunction {
  const { from, to, end } = cell;
  const length = subtractInt(get(to), get(from));
  const [core, at, common] = [end + 1, end + 2, end + 3];
  const counted = when(said('sketch'), [call(index.count, said('sketch'), get(from), get(to))]);
  const normal = loadInt(int(layout.normalEnd));
  const listed = (start: Code, until: Code): Code => when(isZero(call(index.put, normal, start, until)), [leave]);
  const mail = [
    when(less(get(at), int(layout.manyPlaces)), [when(call(index.mailName, normal, get(at)), [set(end, get(at))])]),
    listed(normal, get(end)),
  ];
  // No digits, and something between letters.
  const mayBeName = andInt(isZero(loadInt(int(layout.digits))), less(length, int(61)), differs(length, subtractInt(get(end), normal)));
  const other = [
    set(core, call(index.coreOf, loadByte(get(from)), length, normal, get(end))),
    when(more(subtractInt(get(core), normal), int(longestHead)), [leave], [listed(get(core), get(end))]),
    when(mayBeName, [when(isZero(call(index.turn, get(from), get(to), get(end))), [leave])]),
  ];
  const value = [
    set(at, loadInt(int(layout.atPlace))),
    counted,
    when(isZero(less(subtractInt(get(end), normal), int(gram))), [when(equal(get(at), int(layout.noPlace)), other, mail)]),
  ];
  return {
    parameters: 5, gives: true, integers: 6,
    body: eachCell([
      set(end, call(index.normalForm, get(from), get(to), normal)),
      set(common, int(not)),
      when(andInt(differs(get(end), int(left)), more(said('grammar'), int(0))), [set(common, call(index.matches, said('grammar'), get(from), get(to)))]),
      when(orInt(equal(get(end), int(left)), equal(get(common), int(untold))), [leave], [
        when(get(common), [counted], value),
      ]),
    ]),
  };
}
