import { classes, letters } from './batch-layout';
import { pieces, pieceSize, recipes } from './recipe-bytes';
import {
  addInt, andInt, answer, bitCount, call, differs, divideInt, equal, get, highBits, increase, int, isZero, less, lessSignedBytes, load, loadByte, loadInt,
  loadTwoBytes, more, orInt, repeatWhile, restOf, set, shiftLeftInt, shiftRightInt, splatByte, store, storeByte, subtractInt, timesInt, when, type Code, type WasmFunction,
} from './wasm-code';

const [dot, dash, zero, space, capitalX] = [46, 45, 48, 32, 88];
const [isDigit, isLetter] = [1, 2];
const put = (out: number, byte: Code): Code[] => [storeByte(get(out), 0, byte), increase(out, 1)];
const classOf = (byte: number): Code => loadByte(get(byte), classes);
const isAtMost = (a: Code, b: Code): Code => isZero(more(a, b));

/** `pieces(piece, digest, out)`: writes one piece after the other. All of these give where what they wrote ends; 0: not to be done here. */
export function writePieces(): WasmFunction {
  const [piece, digest, out, kind, value, at] = [0, 1, 2, 3, 4, 5];
  const field = (i: number): Code => loadInt(get(piece), 4 * i);
  const drawn = addInt(get(digest), field(1));
  const word = [
    set(at, addInt(field(2), shiftLeftInt(restOf(loadTwoBytes(drawn), field(3)), int(4)))),
    store(get(out), 0, load(get(at))), set(out, addInt(get(out), loadByte(get(at), 15))),
  ];
  const number = [
    set(value, addInt(restOf(loadByte(drawn), field(2)), field(3))), set(kind, field(4)),
    when(andInt(more(get(value), int(9)), less(get(kind), int(2))), [set(kind, int(2))]),
    when(andInt(more(get(value), int(99)), less(get(kind), int(3))), [set(kind, int(3))]),
    set(out, addInt(get(out), get(kind))), set(at, get(out)),
    repeatWhile(get(kind), [
      increase(at, -1), storeByte(get(at), 0, addInt(restOf(get(value), int(10)), int(zero))),
      set(value, divideInt(get(value), int(10))), increase(kind, -1),
    ]),
  ];
  const letter = (shift: number): Code[] => put(out, loadByte(andInt(shiftRightInt(get(value), int(shift)), int(31)), letters));
  const byte = (i: number): Code => loadByte(get(at), i);
  const fiveBytes = [ // 20 + 20 bits
    set(value, orInt(shiftLeftInt(byte(0), int(12)), shiftLeftInt(byte(1), int(4)), shiftRightInt(byte(2), int(4)))), ...[15, 10, 5, 0].flatMap(letter),
    set(value, orInt(shiftLeftInt(andInt(byte(2), int(15)), int(16)), shiftLeftInt(byte(3), int(8)), byte(4))), ...[15, 10, 5, 0].flatMap(letter),
    increase(at, 5),
  ];
  return {
    parameters: 3, gives: true, integers: 3,
    body: [
      set(kind, field(0)),
      repeatWhile(get(kind), [
        when(equal(get(kind), int(pieces.literal)), [store(get(out), 0, load(get(piece), 16)), set(out, addInt(get(out), field(1)))],
          [when(equal(get(kind), int(pieces.word)), word,
            [when(equal(get(kind), int(pieces.number)), number, [set(at, drawn), ...fiveBytes, ...fiveBytes])])]),
        increase(piece, pieceSize), set(kind, field(0)),
      ]),
      answer(get(out)),
    ].flat(),
  };
}

/** `layout(recipe, from, to, digest, out)`: see `emitMarked`. */
export function writeLayout(): WasmFunction {
  const [recipe, from, to, digest, out, mark, marked, digits, at, byte, kind] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const drawn = addInt(int(zero), restOf(addInt(loadByte(addInt(get(digest), andInt(get(digits), int(31)))), shiftRightInt(get(digits), int(5))), int(10)));
  return {
    parameters: 5, gives: true, integers: 6,
    body: [
      set(mark, loadInt(get(recipe), 4)), set(marked, loadInt(get(recipe), 8)), set(at, get(from)),
      repeatWhile(less(get(at), get(to)), [set(byte, loadByte(get(at))), set(digits, addInt(get(digits), equal(classOf(byte), int(isDigit)))), increase(at, 1)]),
      when(less(get(digits), get(marked)), [answer(int(0))]),
      set(digits, int(0)),
      repeatWhile(less(get(from), get(to)), [
        set(byte, loadByte(get(from))), set(kind, classOf(byte)),
        when(equal(get(kind), int(isDigit)), [
          when(less(get(digits), get(marked)), put(out, get(mark)), put(out, drawn)), increase(digits, 1),
        ], [when(equal(get(kind), int(isLetter)), [
          when(loadInt(get(recipe), 12), put(out, int(capitalX))),
        ], [when(get(kind), put(out, get(byte)))])]),
        increase(from, 1),
      ]),
      answer(get(out)),
    ].flat(),
  };
}

/** `iban(from, to, digest, out)`: see masker `iban`. The rest modulo 97 is computed as the places come, the first four last. */
export function writeIban(): WasmFunction {
  const [from, to, digest, out, place, byte, kind, rest, third, fourth, drawn, country] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
  const take = (value: Code, factor: number): Code => set(rest, restOf(addInt(timesInt(get(rest), int(factor)), value), int(97)));
  const capital = andInt(get(byte), int(~32));
  const letter = int(capitalX - 55);
  const countryPlace = [
    when(equal(get(kind), int(isLetter)), [set(byte, capital)], [set(byte, int(capitalX))]),
    set(country, addInt(timesInt(get(country), int(100)), subtractInt(get(byte), int(55)))), ...put(out, get(byte)),
  ];
  const checkPlace = [when(equal(get(place), int(2)), [set(third, get(out))], [set(fourth, get(out))]), ...put(out, int(zero))];
  const bankPlace = when(equal(get(kind), int(isDigit)), [take(int(0), 10), ...put(out, int(zero))], [take(letter, 100), ...put(out, int(capitalX))]);
  const accountPlace = [
    set(drawn, loadByte(addInt(get(digest), andInt(get(place), int(31))))),
    when(equal(get(kind), int(isDigit)), [
      set(drawn, restOf(get(drawn), int(10))), take(get(drawn), 10), ...put(out, addInt(get(drawn), int(48))),
    ], [
      set(drawn, restOf(get(drawn), int(26))), take(addInt(get(drawn), int(10)), 100), ...put(out, addInt(get(drawn), int(65))),
    ]),
  ];
  const takenPlace = [
    when(less(get(place), int(2)), countryPlace, [when(less(get(place), int(4)), checkPlace, [when(less(get(place), int(8)), [bankPlace], accountPlace)])]),
    increase(place, 1),
  ];
  return {
    parameters: 4, gives: true, integers: 8,
    body: [
      repeatWhile(less(get(from), get(to)), [
        set(byte, loadByte(get(from))), set(kind, classOf(byte)),
        when(andInt(equal(get(byte), int(space)), differs(get(place), int(0))), put(out, int(space))),
        when(andInt(differs(get(kind), int(0)), isAtMost(get(kind), int(isLetter))), takenPlace),
        increase(from, 1),
      ]),
      when(less(get(place), int(8)), [answer(int(0))]),
      take(get(country), 10_000), take(int(0), 100),
      set(rest, subtractInt(int(98), get(rest))),
      storeByte(get(third), 0, addInt(int(zero), divideInt(get(rest), int(10)))), storeByte(get(fourth), 0, addInt(int(zero), restOf(get(rest), int(10)))),
      answer(get(out)),
    ].flat(),
  };
}

/** `words(recipe, from, to, digest, out)`: see masker `free-text`. */
export function writeWords(): WasmFunction {
  const [recipe, from, to, digest, out, start, limit, drawn, word, length, bytes] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const following = highBits(lessSignedBytes(get(bytes), splatByte(-64))); // bytes of a character behind its first
  const valid = subtractInt(shiftLeftInt(int(1), subtractInt(get(to), get(from))), int(1));
  const draw = [
    set(drawn, andInt(addInt(timesInt(get(drawn), int(1_103_515_245)), int(12_345)), int(0x7fff_ffff))),
    set(word, addInt(loadInt(get(recipe), 4), shiftLeftInt(restOf(shiftRightInt(get(drawn), int(16)), loadInt(get(recipe), 8)), int(4)))),
    set(length, loadByte(get(word), 15)),
  ];
  return {
    parameters: 5, gives: true, integers: 5, vectors: 1,
    body: [
      set(start, get(out)), set(limit, subtractInt(get(to), get(from))),
      repeatWhile(less(get(from), get(to)), [
        set(bytes, load(get(from))), set(length, following),
        when(less(subtractInt(get(to), get(from)), int(16)), [set(length, andInt(get(length), valid))]),
        set(limit, subtractInt(get(limit), bitCount(get(length)))), increase(from, 16),
      ]),
      when(more(get(limit), int(4000)), [set(limit, int(4000))]),
      set(limit, addInt(get(limit), get(start))),
      set(drawn, orInt(andInt(loadInt(get(digest)), int(0xff_ffff)), int(1))),
      ...draw,
      repeatWhile(isAtMost(addInt(get(out), get(length), more(get(out), get(start))), get(limit)), [
        when(more(get(out), get(start)), put(out, int(space))),
        store(get(out), 0, load(get(word))), set(out, addInt(get(out), get(length))),
        ...draw,
      ]),
      when(equal(get(out), get(start)), put(out, int(120))),
      answer(get(out)),
    ].flat(),
  };
}

/** `multiple(recipe, from, to, out)`: see masker `money`; amounts of up to 13 places. Digits are written three places on, for what is carried to go before. */
export function writeMultiple(): WasmFunction {
  const [recipe, from, to, out, at, byte, carry, front, digits] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const target = addInt(get(out), int(3), subtractInt(get(at), get(from)));
  return {
    parameters: 4, gives: true, integers: 4, vectors: 1,
    body: [
      when(equal(loadByte(get(from)), int(dash)), [...put(out, int(dash)), increase(from, 1)]),
      when(more(subtractInt(get(to), get(from)), int(13)), [answer(int(0))]),
      set(at, get(to)),
      repeatWhile(more(get(at), get(from)), [
        increase(at, -1), set(byte, loadByte(get(at))),
        when(equal(get(byte), int(dot)), [storeByte(target, 0, int(dot))], [
          set(byte, subtractInt(get(byte), int(zero))),
          when(more(get(byte), int(9)), [answer(int(0))]),
          set(carry, addInt(get(carry), timesInt(get(byte), loadInt(get(recipe), 4)))),
          storeByte(target, 0, addInt(int(zero), restOf(get(carry), int(10)))), set(carry, divideInt(get(carry), int(10))),
        ]),
      ]),
      set(digits, load(get(out), 3)),
      set(front, addInt(more(get(carry), int(0)), more(get(carry), int(9)), more(get(carry), int(99)))),
      set(out, addInt(get(out), get(front))), set(at, get(out)),
      repeatWhile(get(front), [
        increase(at, -1), storeByte(get(at), 0, addInt(int(zero), restOf(get(carry), int(10)))), set(carry, divideInt(get(carry), int(10))), increase(front, -1),
      ]),
      store(get(out), 0, get(digits)),
      answer(addInt(get(out), subtractInt(get(to), get(from)))),
    ].flat(),
  };
}

/** The indices of the functions above, in their order. */
export interface RecipeIndices { readonly pieces: number; readonly layout: number; readonly iban: number; readonly words: number; readonly multiple: number }

/** `recipe(recipe, from, to, digest, out)`: writes a replacement as its recipe says. */
export function writeRecipe(indices: RecipeIndices): WasmFunction {
  const [recipe, from, to, digest, out] = [0, 1, 2, 3, 4].map(get) as [Code, Code, Code, Code, Code];
  const is = (kind: keyof typeof recipes, ...given: readonly Code[]): Code => when(equal(loadInt(recipe), int(recipes[kind])), [answer(call(indices[kind], ...given))]);
  return {
    parameters: 5, gives: true,
    body: [
      is('pieces', loadInt(recipe, 4), digest, out), is('layout', recipe, from, to, digest, out), is('words', recipe, from, to, digest, out),
      is('iban', from, to, digest, out), is('multiple', recipe, from, to, out), answer(int(0)),
    ].flat(),
  };
}
