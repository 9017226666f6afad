import { split } from '../prf/row-lanes';
import { wasmModule } from '../prf/wasm-code';
import { count, matches, normalForm } from './cell-lanes';
import { chooseAnchor, collect, coreOf, hashAllLanes, hashEndsLanes, mailName, put, turn } from './collect-lanes';
import { behind, leaves, scalarEnd } from './document-lanes';
import { scan, search } from './scan-lanes';

const index = {
  normalForm: 0, matches: 1, count: 2, search: 3, scan: 4, hashAll: 5, hashEnds: 6, chooseAnchor: 7, put: 8, coreOf: 9, mailName: 10, collect: 11, split: 12, behind: 13, scalarEnd: 14, leaves: 15, turn: 16,
} as const;
const makeModule = (): Uint8Array => wasmModule([
  normalForm(), matches(), count(), search(), scan(index), hashAllLanes(), hashEndsLanes(), chooseAnchor(), put(index), coreOf(), mailName(), collect(index), split(), behind(), scalarEnd(), leaves(index), turn(index),
]);

/** The module, once it is needed and this processor takes it. */
let compiled: WebAssembly.Module | undefined;

function compile(): WebAssembly.Module | undefined {
  const bytes = makeModule();
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined;
}

/** Looks at one column of many rows, from the one on that is given last; gives up to which it came. See the functions of the same names. */
export type EachCell = (what: number, row: number, rowSize: number, rows: number, done: number) => number;

export interface LaneCode {
  readonly split: (from: number, end: number, row: number, columns: number, most: number) => number;
  readonly scan: EachCell;
  readonly collect: EachCell;
  readonly leaves: EachCell;
}

/** Whether this processor has WebAssembly SIMD. */
export const hasLanes = (): boolean => (compiled ??= compile()) !== undefined;

/** What computes on a memory. */
export function laneCode(memory: WebAssembly.Memory): LaneCode {
  if (!hasLanes() || compiled === undefined) throw new RangeError('this processor has no WebAssembly SIMD');
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const named = <Name extends keyof LaneCode>(name: Name): LaneCode[Name] => exports[`f${index[name]}`] as LaneCode[Name];
  return { split: named('split'), scan: named('scan'), collect: named('collect'), leaves: named('leaves') };
}
