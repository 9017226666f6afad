import { action as layoutAction, actionSize, copied, notDone, nullField, outputSize, site, siteSize, sitesEnd, written } from './batch-layout';
import {
  addInt, andInt, answer, call, differs, divideInt, equal, get, increase, int, isZero, less, load, loadInt, orInt, repeatWhile, restOf, set, shiftLeftInt, store,
  shiftRightInt, storeByte, storeInt, subtractInt, timesInt, when, type Code, type WasmFunction,
} from './wasm-code';
import { formOf, nothing } from '../maskers/canonical-forms';

const quote = 34;

// Copies 16 bytes at a time; what is too much is overwritten by what comes next.
function copy(from: number, to: Code, out: number): Code[] {
  return [
    set(out, addInt(get(out), subtractInt(to, get(from)))),
    repeatWhile(less(get(from), to), [store(subtractInt(get(out), subtractInt(to, get(from))), 0, load(get(from))), increase(from, 16)]),
  ];
}

/** `sites(first, sites, actions, out)`: writes a text with the replacements of its sites. Gives the end of it; 0: not to be done here. */
export function writeSites(recipeIndex: number): WasmFunction {
  const [first, sites, actions, out, from, at, last, end] = [0, 1, 2, 3, 4, 5, 6, 7];
  const of = (which: number, field: number): Code => loadInt(get(which), 4 * field);
  const quoteMark = when(of(at, site.quoted), [storeByte(get(out), 0, int(quote)), increase(out, 1)]);
  const replacement = call(recipeIndex, addInt(get(actions), timesInt(of(at, site.action), int(actionSize))), of(at, site.valueFrom), of(at, site.valueTo), of(at, site.digest), get(out));
  return {
    parameters: 4, gives: true, integers: 4,
    body: [
      when(isZero(less(get(first), loadInt(int(sitesEnd)))), [answer(int(0))]),
      when(of(first, site.inScratch), [answer(int(0))]),
      set(from, of(first, site.from)), set(last, addInt(get(sites), shiftLeftInt(of(first, site.last), int(2)))), set(at, addInt(get(first), int(siteSize))),
      repeatWhile(less(get(at), get(last)), [
        when(orInt(equal(of(at, site.action), int(site.removed)), of(at, site.inScratch)), [answer(int(0))]),
        ...copy(from, of(at, site.from), out),
        quoteMark, set(end, replacement),
        when(isZero(get(end)), [answer(int(0))]),
        set(out, get(end)), quoteMark,
        set(from, of(at, site.to)), increase(at, siteSize),
      ]),
      ...copy(from, of(first, site.to), out),
      answer(get(out)),
    ].flat(),
  };
}

/**
 * `write(index, total, outputs, count, row, rowSize, cells, sites, actions, end)`: writes rows from the cell `index` on, each with
 * `count` outputs. Gives the first cell that is not to be done here, or `total` when all is written up to `end` of the text.
 */
export function write(recipeIndex: number, sitesIndex: number): WasmFunction {
  const [index, total, outputs, count, row, rowSize, cells, sites, actions, end, place, output, cell, copiedTo, out, from, to, next] = Array.from({ length: 18 }, (_, i) => i) as [
    number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number];
  const always = loadInt(get(output), 8);
  const leave = [storeInt(int(written), 0, get(out)), storeInt(int(copied), 0, get(copiedTo)), answer(get(index))];
  const field = [
    set(from, loadInt(addInt(get(row), loadInt(get(output))))),
    set(to, subtractInt(loadInt(addInt(get(row), loadInt(get(output))), 4), int(1))),
    ...copy(copiedTo, get(from), out),
    set(copiedTo, get(to)), set(next, int(0)),
    when(orInt(isZero(shiftRightInt(get(cell), int(31))), always), [
      set(next, call(recipeIndex, loadInt(get(output), 4), get(from), get(to), get(cell), get(out))),
    ], [set(next, call(sitesIndex, addInt(get(sites), shiftLeftInt(subtractInt(int(nullField - 1), get(cell)), int(2))), get(sites), get(actions), get(out)))]),
    when(isZero(get(next)), leave),
    set(out, get(next)),
  ];
  return {
    parameters: 10, gives: true, integers: 8,
    body: [
      set(place, restOf(get(index), get(count))),
      set(row, addInt(get(row), timesInt(divideInt(get(index), get(count)), get(rowSize)))),
      set(output, addInt(get(outputs), timesInt(get(place), int(outputSize)))),
      set(out, loadInt(int(written))), set(copiedTo, loadInt(int(copied))),
      repeatWhile(less(get(index), get(total)), [
        set(cell, loadInt(addInt(get(cells), shiftLeftInt(get(index), int(2))))),
        when(orInt(differs(get(cell), int(nullField)), always), field),
        increase(index, 1), increase(place, 1), increase(output, outputSize),
        when(equal(get(place), get(count)), [set(place, int(0)), set(output, get(outputs)), set(row, addInt(get(row), get(rowSize)))]),
      ]),
      ...copy(copiedTo, get(end), out),
      ...leave,
    ].flat(),
  };
}

/** `hashSites(at, actions)`: adds the values of all sites from `at` that lie in the text. Gives how many are left to do. */
export function hashSites(messageIndex: number): WasmFunction {
  const [at, actions, action, digest, left] = [0, 1, 2, 3, 4];
  const of = (field: number): Code => loadInt(get(at), 4 * field);
  const field = (which: number): Code => loadInt(get(action), 4 * which);
  const form = field(layoutAction.form);
  const add = [
    set(action, addInt(get(actions), timesInt(of(site.action), int(actionSize)))), set(digest, int(notDone)),
    when(andInt(isZero(of(site.inScratch)), differs(form, int(formOf(nothing)))), [
      set(digest, call(messageIndex, form, of(site.valueFrom), of(site.valueTo), field(layoutAction.domain))),
    ]),
    storeInt(get(at), 4 * site.digest, get(digest)), set(left, addInt(get(left), equal(get(digest), int(notDone)))),
  ];
  return {
    parameters: 2, gives: true, integers: 3,
    body: [
      repeatWhile(less(get(at), loadInt(int(sitesEnd))), [when(less(of(site.action), int(site.removed)), add), increase(at, siteSize)]),
      answer(get(left)),
    ].flat(),
  };
}
