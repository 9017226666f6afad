import { split } from '../prf/row-lanes';
import { WasmLanes } from '../prf/wasm-lanes';
import { count, matches, normalForm } from './cell-lanes';
import { chooseAnchor, collect, coreOf, hashAllLanes, hashEndsLanes, mailName, put, turn } from './collect-lanes';
import { behind, leaves, scalarEnd } from './document-lanes';
import { scan, search } from './scan-lanes';

const index = {
  normalForm: 0, matches: 1, count: 2, search: 3, scan: 4, hashAll: 5, hashEnds: 6, chooseAnchor: 7, put: 8, coreOf: 9, mailName: 10, collect: 11, split: 12, behind: 13, scalarEnd: 14, leaves: 15, turn: 16,
} as const;

/** Looks at one column of many rows, from the one on that is given last; gives up to which it came. See the functions of the same names. */
export type EachCell = (what: number, row: number, rowSize: number, rows: number, done: number) => number;

export interface LaneCode {
  readonly split: (from: number, end: number, row: number, columns: number, most: number) => number;
  readonly scan: EachCell;
  readonly collect: EachCell;
  readonly leaves: EachCell;
}

/** What computes on a memory, where the processor has WebAssembly SIMD. */
export const verificationCode = new WasmLanes<LaneCode>(() => [
  normalForm(), matches(), count(), search(), scan(index), hashAllLanes(), hashEndsLanes(), chooseAnchor(), put(index), coreOf(), mailName(), collect(index), split(), behind(), scalarEnd(), leaves(index), turn(index),
], index);
