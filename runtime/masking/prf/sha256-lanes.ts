import { roundConstants } from './sha256-constants';
import {
  add, addInt, and, call, countDown, get, int, load, loadInt, loadLane, or, rotateRight, select, set, shiftRight, splat, store,
  storeLane, swapBytes, wasmModule, xor, type Code, type WasmFunction,
} from './wasm-code';

/** Scratch memory of the module: 16 message vectors, then 8 state vectors. */
const message = 0;
const state = 256;
const lanes = [0, 1, 2, 3] as const;
/** A job: its block of 64 bytes, then the pointer to its key states, then one to where a state goes, then room to stay aligned. */
export const jobSize = 80;
export const keyPointer = 64;
export const statePointer = 68;
const zero = splat(0);
const nowhere = int(0);

/** One block into the state, four independent messages in the four lanes; unrolled, words and state in locals. */
function compressLanes(): WasmFunction {
  const word = (i: number): number => 8 + (i & 15);
  const code: Code[] = [];
  for (let i = 0; i < 8; i++) code.push(set(i, load(nowhere, state + 16 * i)));
  for (let i = 0; i < 16; i++) code.push(set(word(i), load(nowhere, message + 16 * i)));
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = [0, 1, 2, 3, 4, 5, 6, 7];
  for (let i = 0; i < 64; i++) {
    if (i >= 16) {
      const [x, y] = [get(word(i - 15)), get(word(i - 2))];
      const s0 = xor(rotateRight(x, 7), rotateRight(x, 18), shiftRight(x, 3));
      const s1 = xor(rotateRight(y, 17), rotateRight(y, 19), shiftRight(y, 10));
      code.push(set(word(i), add(get(word(i)), s0, get(word(i - 7)), s1)));
    }
    const [va, vb, vc, ve] = [get(a), get(b), get(c), get(e)];
    const e1 = xor(rotateRight(ve, 6), rotateRight(ve, 11), rotateRight(ve, 25));
    const t1 = 24;
    code.push(set(t1, add(get(h), e1, select(get(f), get(g), ve), splat(roundConstants[i] ?? 0), get(word(i)))));
    code.push(set(d, add(get(d), get(t1))));
    const a0 = xor(rotateRight(va, 2), rotateRight(va, 13), rotateRight(va, 22));
    code.push(set(h, add(get(t1), a0, or(and(va, vb), and(vc, or(va, vb))))));
    [a, b, c, d, e, f, g, h] = [h, a, b, c, d, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((local, i) => code.push(store(nowhere, state + 16 * i, add(get(local), load(nowhere, state + 16 * i)))));
  return { parameters: 0, vectors: 25, body: code.flat() };
}

const [jobs, groups, vector] = [0, 1, 2];

function gather(at: (lane: number) => Code, offset: (lane: number) => number): Code[] {
  return [set(vector, zero), ...lanes.map((lane) => set(vector, loadLane(at(lane), offset(lane), lane, get(vector))))];
}

// The inner (0) or outer (32) states of four keys into the state.
function keyStates(half: number): Code[] {
  return words(8).flatMap((i) => [...gather((lane) => loadInt(get(jobs), jobSize * lane + keyPointer), () => half + 4 * i), store(nowhere, state + 16 * i, get(vector))]);
}

// The blocks of four jobs into the message.
function blocks(): Code[] {
  return words(16).flatMap((j) => [...gather(() => get(jobs), (lane) => jobSize * lane + 4 * j), store(nowhere, message + 16 * j, swapBytes(get(vector)))]);
}

const words = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const nextGroup = set(jobs, addInt(get(jobs), int(4 * jobSize)));

/** `absorb(jobs, groups)`: takes a block that is not its message's last into the inner state, and writes that where the job says. */
function absorbLanes(): WasmFunction {
  const states = words(8).flatMap((i) => [
    set(vector, load(nowhere, state + 16 * i)),
    ...lanes.map((lane) => storeLane(loadInt(get(jobs), jobSize * lane + statePointer), 4 * i, lane, get(vector))),
  ]);
  return { parameters: 2, vectors: 1, body: countDown(groups, [...blocks(), ...keyStates(0), call(0), ...states, nextGroup].flat()) };
}

/** `hmac(jobs, groups)`: four jobs a group, each a padded block and a pointer to its key states; digests replace the blocks. */
function hmacLanes(): WasmFunction {
  const innerDigest: Code[] = [];
  for (let i = 0; i < 8; i++) innerDigest.push(store(nowhere, message + 16 * i, load(nowhere, state + 16 * i)));
  innerDigest.push(store(nowhere, message + 128, splat(0x8000_0000)));
  for (let i = 9; i < 15; i++) innerDigest.push(store(nowhere, message + 16 * i, zero));
  innerDigest.push(store(nowhere, message + 240, splat(96 * 8)));
  const digests: Code[] = [];
  for (let i = 0; i < 8; i++) {
    digests.push(set(vector, swapBytes(load(nowhere, state + 16 * i))));
    digests.push(...lanes.map((lane) => storeLane(get(jobs), jobSize * lane + 4 * i, lane, get(vector))));
  }
  const group = [...blocks(), ...keyStates(0), call(0), ...innerDigest, ...keyStates(32), call(0), ...digests, nextGroup];
  return { parameters: 2, vectors: 1, body: countDown(groups, group.flat()) };
}

/** The module: `f1(jobs, groups)` is `hmac`, `f2(jobs, groups)` is `absorb`. */
export function sha256LanesModule(): Uint8Array {
  return wasmModule([compressLanes(), hmacLanes(), absorbLanes()]);
}

/** The first free byte after the scratch memory. */
export const scratchEnd = 512;
