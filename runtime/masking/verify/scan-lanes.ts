import { afterFactor, gram, halfFactor, halfShift, more as bytesAfter, olderFactor } from './gram-hash';
import { cell, eachCell, leave, left, mixed, said, yes } from './cell-lanes';
import * as layout from './lane-layout';
import { candidate, candidateFields } from './residue-search';
import {
  addInt, andInt, call, differs, equal, get, increase, int, isZero, less, loadByte, loadInt, more, orInt, repeatWhile, set, shiftLeftInt, shiftRightInt, storeInt, subtractInt, timesInt, when,
  type Code, type WasmFunction,
} from '../prf/wasm-code';

const half = gram / 2;
export const hashOfHalf = (at: Code): Code => timesInt(loadInt(at), int(halfFactor));

/** Hashes an anchor, of whose gram the halves' hashes are known, into a local; see `anchorHash`. */
export const hashAnchor = (into: number, older: Code, newer: Code, after: Code): Code => [
  set(into, addInt(timesInt(older, int(olderFactor)), newer, timesInt(after, int(afterFactor)), loadInt(int(layout.seed)))), mixed(into),
].flat();

/** `search(from, to, row)`: lists the candidates in the normal form of a cell; see `ResidueSearch.find`. */
export function search(): WasmFunction {
  const [from, to, row, at, newer, seen, hash, list, start, older] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const place = shiftRightInt(get(hash), int(halfShift));
  const bits = andInt(shiftRightInt(loadByte(shiftRightInt(place, int(2)), layout.halves), shiftLeftInt(andInt(place, int(3)), int(1))), int(3));
  const put = (field: keyof typeof candidate, value: Code): Code => storeInt(get(list), 4 * candidate[field], value);
  const found = [
    set(start, subtractInt(get(at), int(half))), set(older, hashOfHalf(get(start))),
    put('at', get(start)), put('from', get(from)), put('to', get(to)), put('row', get(row)),
    set(newer, get(hash)), hashAnchor(hash, get(older), get(newer), int(0)), put('anchor', get(hash)),
    when(isZero(less(get(to), addInt(get(start), int(gram + bytesAfter)))), [hashAnchor(hash, get(older), get(newer), loadInt(get(start), gram))]), put('longAnchor', get(hash)),
    increase(list, 4 * candidateFields),
  ];
  return {
    parameters: 3, integers: 7,
    body: [
      set(at, get(from)), set(list, loadInt(int(layout.listEnd))),
      repeatWhile(isZero(less(get(to), addInt(get(at), int(half)))), [
        set(hash, hashOfHalf(get(at))),
        set(seen, orInt(shiftLeftInt(get(seen), int(2)), bits)),
        when(andInt(get(seen), shiftRightInt(get(seen), int(9)), int(1)), found),
        increase(at, 1),
      ]),
      storeInt(int(layout.listEnd), 0, get(list)),
    ].flat(),
  };
}

/** The indices of the functions it calls. */
export interface ScanIndices { readonly normalForm: number; readonly matches: number; readonly count: number; readonly search: number }

/**
 * `scan(column, row, rowSize, rows, done)`: looks at a column of the target. What is as its grammar wants it is counted and searched;
 * what is not, or cannot be told here, is left.
 */
export function scan(index: ScanIndices): WasmFunction {
  const { from, to, end, done } = cell;
  const normal = loadInt(int(layout.normalEnd));
  const good = end + 1;
  return {
    parameters: 5, gives: true, integers: 4,
    body: eachCell([
      when(isZero(less(subtractInt(get(to), get(from)), said('least'))), [
        set(end, call(index.normalForm, get(from), get(to), normal)),
        set(good, differs(get(end), int(left))),
        when(andInt(get(good), more(said('grammar'), int(0))), [set(good, equal(call(index.matches, said('grammar'), get(from), get(to)), int(yes)))]),
        when(get(good), [
          when(said('sketch'), [call(index.count, said('sketch'), get(from), get(to))]),
          when(said('searched'), [
            call(index.search, normal, get(end), get(done)), storeInt(int(layout.normalEnd), 0, get(end)),
          ]),
        ], [leave]),
      ]),
    ]),
  };
}
