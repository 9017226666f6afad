import { wasmModule, type WasmFunction } from './wasm-code';

/** Functions in WebAssembly SIMD: compiled when they are first needed, where the processor takes them. */
export class WasmLanes<Called> {
  private compiled: WebAssembly.Module | undefined;

  /** `index`: the number of each function, by its name. */
  public constructor(private readonly functions: () => readonly WasmFunction[], private readonly index: Readonly<Record<string, number> & Record<keyof Called, number>>) {}

  public get supported(): boolean {
    return this.module() !== undefined;
  }

  /** The functions, on a memory. */
  public on(memory: WebAssembly.Memory): Called {
    const lanes = this.module();
    if (lanes === undefined) throw new RangeError('this processor has no WebAssembly SIMD');
    const { exports } = new WebAssembly.Instance(lanes, { env: { memory } });
    return Object.fromEntries(Object.entries(this.index).map(([name, number]) => [name, exports[`f${number}`]])) as Called;
  }

  private module(): WebAssembly.Module | undefined {
    if (this.compiled !== undefined) return this.compiled;
    const bytes = wasmModule(this.functions());
    return WebAssembly.validate(bytes) ? (this.compiled = new WebAssembly.Module(bytes)) : undefined;
  }
}
