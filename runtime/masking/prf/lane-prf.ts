import { RowBatch, type BatchCode } from './row-batch';
import { column, fold, foldAny, message, seal, split } from './row-lanes';
import { compressLanes, hmacLanes } from './sha256-lanes';
import { writeIban, writeLayout, writeMultiple, writePieces, writeRecipe, writeWords } from './recipe-lanes';
import { hashSites, write, writeSites } from './write-lanes';
import { wasmModule } from './wasm-code';

const index = {
  compress: 0, hmac: 1, seal: 2, foldAny: 3, fold: 4, message: 5, column: 6, split: 7, hashSites: 8,
  pieces: 9, layout: 10, iban: 11, words: 12, multiple: 13, recipe: 14, sites: 15, write: 16,
} as const;
const makeModule = (): Uint8Array => wasmModule([
  compressLanes(), hmacLanes(index.compress), seal(), foldAny(), fold(index.foldAny), message(index.fold, index.seal), column(index.message), split(), hashSites(index.message),
  writePieces(), writeLayout(), writeIban(), writeWords(), writeMultiple(), writeRecipe(index), writeSites(index.recipe), write(index.recipe, index.sites),
]);
let compiled: WebAssembly.Module | undefined;

/** The module, made when it is first needed; undefined where this processor does not take it. */
function moduleOfLanes(): WebAssembly.Module | undefined {
  if (compiled !== undefined) return compiled;
  const bytes = makeModule();
  return WebAssembly.validate(bytes) ? (compiled = new WebAssembly.Module(bytes)) : undefined;
}

/** Rows are split 16 bytes at a time, and hashed four messages at a time, in WebAssembly SIMD. */
export class LanePrf extends RowBatch {
  protected readonly code: BatchCode;
  private readonly memory = new WebAssembly.Memory({ initial: 1 });

  public static supported(): boolean {
    return moduleOfLanes() !== undefined;
  }

  public constructor() {
    super();
    const lanes = moduleOfLanes();
    if (lanes === undefined) throw new RangeError('this processor has no WebAssembly SIMD');
    const { exports } = new WebAssembly.Instance(lanes, { env: { memory: this.memory } });
    const named = <Name extends keyof BatchCode>(name: Name): BatchCode[Name] => exports[`f${index[name]}`] as BatchCode[Name];
    this.code = {
      seal: named('seal'), message: named('message'), column: named('column'), split: named('split'), hmac: named('hmac'), hashSites: named('hashSites'), write: named('write'),
    };
    this.fill();
  }

  protected grow(pages: number): ArrayBuffer {
    this.memory.grow(pages);
    return this.memory.buffer;
  }
}
