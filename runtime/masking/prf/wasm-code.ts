/** The few WebAssembly instructions that four-lane SHA-256 needs, as bytes. Operands come before their operator. */
export type Code = readonly number[];

export function leb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value >>> 0; ; ) {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
    if (rest === 0) return bytes;
  }
}

function signedLeb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value | 0; ; ) {
    const low = rest & 0x7f;
    rest >>= 7;
    const last = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(last ? low : low | 0x80);
    if (last) return bytes;
  }
}

const simd = (operator: number): number[] => [0xfd, ...leb(operator)];
const address = (offset: number): number[] => [0, ...leb(offset)]; // alignment 1

export const int = (value: number): Code => [0x41, ...signedLeb(value)];
export const get = (local: number): Code => [0x20, ...leb(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...leb(local)];
export const addInt = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const loadInt = (at: Code, offset: number): Code => [...at, 0x28, 2, ...leb(offset)];
/** Repeats `body` until the local has counted down to zero; the body runs at least once. */
export const countDown = (local: number, body: Code): Code => [
  0x03, 0x40, ...body, ...set(local, addInt(get(local), int(-1))), ...get(local), 0x0d, 0, 0x0b,
];
export const call = (index: number): Code => [0x10, ...leb(index)];

export const load = (at: Code, offset: number): Code => [...at, ...simd(0x00), ...address(offset)];
export const store = (at: Code, offset: number, value: Code): Code => [...at, ...value, ...simd(0x0b), ...address(offset)];
export const loadLane = (at: Code, offset: number, lane: number, into: Code): Code => [...at, ...into, ...simd(0x56), ...address(offset), lane];
export const storeLane = (at: Code, offset: number, lane: number, value: Code): Code => [...at, ...value, ...simd(0x5a), ...address(offset), lane];
export const splat = (value: number): Code => [...int(value), ...simd(0x11)];
export const add = (...terms: readonly Code[]): Code => terms.reduce((a, b) => [...a, ...b, ...simd(0xae)]);
export const xor = (...terms: readonly Code[]): Code => terms.reduce((a, b) => [...a, ...b, ...simd(0x51)]);
export const and = (a: Code, b: Code): Code => [...a, ...b, ...simd(0x4e)];
export const or = (a: Code, b: Code): Code => [...a, ...b, ...simd(0x50)];
/** The bits of `a` where `mask` is 1, of `b` elsewhere. */
export const select = (a: Code, b: Code, mask: Code): Code => [...a, ...b, ...mask, ...simd(0x52)];
export const shiftRight = (a: Code, bits: number): Code => [...a, ...int(bits), ...simd(0xad)];
export const rotateRight = (a: Code, bits: number): Code => or(shiftRight(a, bits), [...a, ...int(32 - bits), ...simd(0xab)]);
export const swapBytes = (a: Code): Code => [...a, ...a, ...simd(0x0d), 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12];

const section = (id: number, content: Code): Code => [id, ...leb(content.length), ...content];
const vector = (items: readonly Code[]): Code => [...leb(items.length), ...items.flat()];

export interface WasmFunction {
  /** How many i32 parameters. */
  readonly parameters: number;
  /** How many v128 locals follow the parameters. */
  readonly vectors: number;
  readonly body: Code;
}

/** A module with the given functions, all exported as `f0`, `f1`, ..., and one imported memory `env.memory`. */
export function wasmModule(functions: readonly WasmFunction[]): Uint8Array {
  const text = (name: string): Code => [...leb(name.length), ...Buffer.from(name)];
  const types = functions.map(({ parameters }): Code => [0x60, ...leb(parameters), ...Array<number>(parameters).fill(0x7f), 0]);
  const bodies = functions.map(({ vectors, body }): Code => {
    const code = [...(vectors > 0 ? [1, ...leb(vectors), 0x7b] : [0]), ...body, 0x0b];
    return [...leb(code.length), ...code];
  });
  return Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, vector(types)),
    ...section(2, vector([[...text('env'), ...text('memory'), 2, 0, 1]])),
    ...section(3, vector(functions.map((_, index) => leb(index)))),
    ...section(7, vector(functions.map((_, index) => [...text(`f${index}`), 0, ...leb(index)]))),
    ...section(10, vector(bodies)),
  ]);
}
