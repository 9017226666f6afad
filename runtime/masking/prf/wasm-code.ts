/** The few WebAssembly instructions that batches of rows need, as bytes. Operands come before their operator. */
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
const operator = (code: Code) => (...terms: readonly Code[]): Code => terms.reduce((a, b) => a.concat(b, code));

// Locals.
export const get = (local: number): Code => [0x20, ...leb(local)];
export const set = (local: number, value: Code): Code => value.concat(0x21, leb(local));

// Integers of 32 bits; comparisons are of unsigned ones.
export const int = (value: number): Code => [0x41, ...signedLeb(value)];
export const addInt = operator([0x6a]);
export const subtractInt = operator([0x6b]);
export const timesInt = operator([0x6c]);
export const divideInt = operator([0x6e]);
export const restOf = operator([0x70]);
export const andInt = operator([0x71]);
export const orInt = operator([0x72]);
export const xorInt = operator([0x73]);
export const shiftLeftInt = operator([0x74]);
export const shiftRightInt = operator([0x76]);
export const equal = operator([0x46]);
export const differs = operator([0x47]);
export const less = operator([0x49]);
export const more = operator([0x4b]);
export const isZero = (a: Code): Code => [...a, 0x45];
export const leadingZeros = (a: Code): Code => [...a, 0x67];
export const bitCount = (a: Code): Code => [...a, 0x69];
export const trailingZeros = (a: Code): Code => [...a, 0x68];
export const loadInt = (at: Code, offset = 0): Code => [...at, 0x28, ...address(offset)];
export const storeInt = (at: Code, offset: number, value: Code): Code => [...at, ...value, 0x36, ...address(offset)];
export const loadByte = (at: Code, offset = 0): Code => [...at, 0x2d, ...address(offset)];
export const loadTwoBytes = (at: Code, offset = 0): Code => [...at, 0x2f, ...address(offset)];
export const storeByte = (at: Code, offset: number, value: Code): Code => [...at, ...value, 0x3a, ...address(offset)];
export const increase = (local: number, by: number): Code => set(local, addInt(get(local), int(by)));

// Control.
export const when = (condition: Code, then: readonly Code[], otherwise: readonly Code[] = []): Code => [
  ...condition, 0x04, 0x40, ...then.flat(), ...(otherwise.length > 0 ? [0x05, ...otherwise.flat()] : []), 0x0b,
];
export const repeatWhile = (condition: Code, body: readonly Code[]): Code => [0x02, 0x40, 0x03, 0x40, ...isZero(condition), 0x0d, 1, ...body.flat(), 0x0c, 0, 0x0b, 0x0b];
export const call = (index: number, ...parameters: readonly Code[]): Code => [...parameters.flat(), 0x10, ...leb(index)];
export const answer = (value: Code): Code => [...value, 0x0f];

// Vectors of 16 bytes, or of four integers.
export const load = (at: Code, offset = 0): Code => [...at, ...simd(0x00), ...address(offset)];
export const loadSplat = (at: Code, offset: number): Code => [...at, ...simd(0x09), ...address(offset)];
/** Eight bytes, and eight zeros behind them. */
export const loadHalf = (at: Code, offset: number): Code => [...at, ...simd(0x5d), ...address(offset)];
export const store = (at: Code, offset: number, value: Code): Code => [...at, ...value, ...simd(0x0b), ...address(offset)];
export const splat = (value: number): Code => [...int(value), ...simd(0x11)];
export const splatByte = (value: number): Code => [...int(value), ...simd(0x0f)];
export const add = operator(simd(0xae));
export const xor = operator(simd(0x51));
export const and = operator(simd(0x4e));
export const or = operator(simd(0x50));
export const shiftRight = (a: Code, bits: number): Code => a.concat(int(bits), simd(0xad));
export const shiftLeft = (a: Code, bits: number): Code => a.concat(int(bits), simd(0xab));
export const addBytes = operator(simd(0x6e));
export const equalBytes = operator(simd(0x23));
export const lessBytes = operator(simd(0x26));
export const lessSignedBytes = operator(simd(0x25));
/** The highest bit of each byte, as one integer. */
export const highBits = (a: Code): Code => [...a, ...simd(0x64)];
/** Bytes picked from `a` (0 to 15) and `b` (16 to 31). */
export const pick = (a: Code, b: Code, places: readonly number[]): Code => [...a, ...b, ...simd(0x0d), ...places];

/** Bytes of `a` picked by the numbers in `b`. */
export const pickBy = operator(simd(0x0e));

const section = (id: number, content: Code): Code => [id].concat(leb(content.length), content);
const vector = (items: readonly Code[]): Code => leb(items.length).concat(...items);

/** Parameters and locals are numbered through: parameters, then integers, then vectors. */
export interface WasmFunction {
  /** How many integers it takes. */
  readonly parameters: number;
  /** Whether it gives an integer. */
  readonly gives?: boolean;
  /** How many integers it uses beside. Default: 0. */
  readonly integers?: number;
  /** How many vectors it uses. Default: 0. */
  readonly vectors?: number;
  readonly body: Code;
}

/** A module with the given functions, all exported as `f0`, `f1`, ..., and one imported memory `env.memory`. */
export function wasmModule(functions: readonly WasmFunction[]): Uint8Array {
  const text = (name: string): Code => [...leb(name.length), ...Buffer.from(name)];
  const types = functions.map(({ parameters, gives }): Code => [0x60, ...leb(parameters), ...Array<number>(parameters).fill(0x7f), ...(gives === true ? [1, 0x7f] : [0])]);
  const bodies = functions.map(({ integers = 0, vectors = 0, body }): Code => {
    const locals = ([[integers, 0x7f], [vectors, 0x7b]] as const).filter(([count]) => count !== 0).map(([count, type]) => [...leb(count), type]);
    const code = vector(locals).concat(body, 0x0b);
    return leb(code.length).concat(code);
  });
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0].concat(
    section(1, vector(types)),
    section(2, vector([[...text('env'), ...text('memory'), 2, 0, 1]])),
    section(3, vector(functions.map((_, index) => leb(index)))),
    section(7, vector(functions.map((_, index) => [...text(`f${index}`), 0, ...leb(index)]))),
    section(10, vector(bodies)),
  ));
}
