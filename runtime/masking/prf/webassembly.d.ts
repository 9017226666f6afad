/** The part of WebAssembly used here; node's own types leave it to the DOM library. */
declare namespace WebAssembly {
  class Memory {
    public constructor(descriptor: { initial: number });
    public readonly buffer: ArrayBuffer;
    public grow(pages: number): number;
  }
  interface Module {
    readonly brand: unique symbol;
  }
  const Module: new (bytes: Uint8Array) => Module;
  class Instance {
    public constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    public readonly exports: Readonly<Record<string, unknown>>;
  }
  function validate(bytes: Uint8Array): boolean;
}
