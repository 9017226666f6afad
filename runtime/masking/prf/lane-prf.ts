import { RowBatch, type BatchCode } from './row-batch';
import { column, fold, foldAny, message, seal, split } from './row-lanes';
import { compressLanes, hmacLanes } from './sha256-lanes';
import { writeIban, writeLayout, writeMultiple, writePieces, writeRecipe, writeWords } from './recipe-lanes';
import { hashSites, write, writeSites } from './write-lanes';
import { WasmLanes } from './wasm-lanes';

const index = {
  compress: 0, hmac: 1, seal: 2, foldAny: 3, fold: 4, message: 5, column: 6, split: 7, hashSites: 8,
  pieces: 9, layout: 10, iban: 11, words: 12, multiple: 13, recipe: 14, sites: 15, write: 16,
} as const;
const lanes = new WasmLanes<BatchCode>(() => [
  compressLanes(), hmacLanes(index.compress), seal(), foldAny(), fold(index.foldAny), message(index.fold, index.seal), column(index.message), split(), hashSites(index.message),
  writePieces(), writeLayout(), writeIban(), writeWords(), writeMultiple(), writeRecipe(index), writeSites(index.recipe), write(index.recipe, index.sites),
], index);

/** Rows are split 16 bytes at a time, and hashed four messages at a time, in WebAssembly SIMD. */
export class LanePrf extends RowBatch {
  protected readonly code: BatchCode;
  private readonly memory = new WebAssembly.Memory({ initial: 1 });

  public static supported(): boolean {
    return lanes.supported;
  }

  public constructor() {
    super();
    this.code = lanes.on(this.memory);
    this.fill();
  }

  protected grow(pages: number): ArrayBuffer {
    this.memory.grow(pages);
    return this.memory.buffer;
  }
}
