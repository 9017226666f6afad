import { constants, keyOf, messageHeader, messageVectors, noMessage, stateVectors } from './batch-layout';
import {
  add, addInt, and, call, differs, get, increase, int, load, loadInt, loadSplat, or, pick, repeatWhile, set, shiftLeft, shiftRight, splat, store, subtractInt,
  xor, type Code, type WasmFunction,
} from './wasm-code';

const nowhere = int(0);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

// Rotations have no instruction: the two halves of each are combined with the others' at once.
const shifted = (x: Code, ...bits: readonly number[]): Code[] => bits.flatMap((n) => [shiftRight(x, n), shiftLeft(x, 32 - n)]);
const rotations = (x: Code, a: number, b: number, c: number): Code => xor(...shifted(x, a, b, c));
const schedule = (x: Code, a: number, b: number, shift: number): Code => xor(...shifted(x, a, b), shiftRight(x, shift));

/** `compress()`: one block into the state, four independent messages in the four lanes; unrolled, words and state in locals. */
export function compressLanes(): WasmFunction {
  const word = (i: number): number => 8 + (i & 15);
  const t1 = 24;
  const code: Code[] = [];
  for (let i = 0; i < 8; i++) code.push(set(i, load(nowhere, stateVectors + 16 * i)));
  for (let i = 0; i < 16; i++) code.push(set(word(i), load(nowhere, messageVectors + 16 * i)));
  let [a, b, c, d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7];
  for (let i = 0; i < 64; i++) {
    if (i >= 16) code.push(set(word(i), add(get(word(i)), schedule(get(word(i - 15)), 7, 18, 3), get(word(i - 7)), schedule(get(word(i - 2)), 17, 19, 10))));
    const [va, vb, vc, ve] = [get(a), get(b), get(c), get(e)];
    const choice = xor(get(g), and(ve, xor(get(f), get(g))));
    code.push(set(t1, add(get(h), loadSplat(nowhere, constants + 4 * i), get(word(i)), choice, rotations(ve, 6, 11, 25))));
    code.push(set(d, add(get(d), get(t1))));
    const majority = or(and(va, vb), and(vc, or(va, vb)));
    code.push(set(h, add(get(t1), majority, rotations(va, 2, 13, 22))));
    [a, b, c, d, e, f, g, h] = [h, a, b, c, d, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((local, i) => code.push(store(nowhere, stateVectors + 16 * i, add(get(local), load(nowhere, stateVectors + 16 * i)))));
  return { parameters: 0, vectors: 25, body: code.flat() };
}

// Four vectors of four integers, rows to columns.
function transposed(into: readonly number[], from: readonly number[]): Code[] {
  const [a, b, c, d] = from.map(get) as [Code, Code, Code, Code];
  const [p, q, r, s] = into as [number, number, number, number];
  const low = [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23];
  const high = low.map((place) => place + 8);
  const lower = [...upTo(8), ...upTo(8).map((i) => 16 + i)];
  const upper = lower.map((place) => place + 8);
  return [
    set(p, pick(a, b, low)), set(q, pick(a, b, high)), set(r, pick(c, d, low)), set(s, pick(c, d, high)),
    set(from[0] as number, pick(get(p), get(r), lower)), set(from[1] as number, pick(get(p), get(r), upper)),
    set(from[2] as number, pick(get(q), get(s), lower)), set(from[3] as number, pick(get(q), get(s), upper)),
  ];
}

const swapped = (a: Code): Code => pick(a, a, [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12]);

const [list, blocks, second, third, fourth, block, offset] = [0, 1, 2, 3, 4, 5, 6];
const lanes = [list, second, third, fourth];
const rows = [7, 8, 9, 10];
const spare = [11, 12, 13, 14];

// Four integers of each lane at a time, side by side into scratch memory.
function gathered(vectors: number, at: (lane: number) => Code, from: number, to: number, turn: (a: Code) => Code): Code[] {
  return upTo(vectors / 4).flatMap((group) => [
    ...lanes.map((lane, i) => set(rows[i] as number, load(at(lane), from + 16 * group))),
    ...transposed(spare, rows),
    ...rows.map((row, i) => store(nowhere, to + 16 * (4 * group + i), turn(get(row)))),
  ]);
}

const keyStates = (half: number): Code[] => gathered(8, (lane) => loadInt(get(lane), keyOf), half, stateVectors, (a) => a);

/** `hmac(list, blocks)`: all messages of a list, which have so many blocks; a digest replaces the beginning of its message. */
export function hmacLanes(compress: number): WasmFunction {
  const absorb = [
    set(offset, int(0)), set(block, get(blocks)),
    repeatWhile(get(block), [
      ...gathered(16, (lane) => addInt(get(lane), get(offset)), messageHeader, messageVectors, swapped),
      call(compress), increase(offset, 64), set(block, subtractInt(get(block), int(1))),
    ]),
  ];
  const innerDigest = [
    ...upTo(8).map((i) => store(nowhere, messageVectors + 16 * i, load(nowhere, stateVectors + 16 * i))),
    ...[0x8000_0000, 0, 0, 0, 0, 0, 0, 96 * 8].map((value, i) => store(nowhere, messageVectors + 16 * (8 + i), splat(value))),
  ];
  const digests = [0, 1].flatMap((half) => [
    ...rows.map((row, i) => set(row, swapped(load(nowhere, stateVectors + 16 * (4 * half + i))))),
    ...transposed(spare, rows),
    ...lanes.map((lane, i) => store(get(lane), messageHeader + 16 * half, get(rows[i] as number))),
  ]);
  const four = [
    set(second, loadInt(get(list))), set(third, loadInt(get(second))), set(fourth, loadInt(get(third))),
    ...keyStates(0), ...absorb, ...innerDigest, ...keyStates(32), call(compress), ...digests, set(list, loadInt(get(fourth))),
  ];
  return { parameters: 2, integers: 5, vectors: 8, body: repeatWhile(differs(get(list), int(noMessage)), four) };
}
