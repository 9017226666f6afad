import { isDeepStrictEqual } from 'node:util';
import { JsonLeaves, type JsonSink, type PathNode } from './json-leaves';

const mostShapes = 8;
const mostLeaves = 32;
const longestDocument = 4096;

/** A scalar of a document with a shape: what the policy says of its path, and whether it is a text in quotes. */
export interface ShapeLeaf<Leaf> {
  readonly node: PathNode<Leaf> | undefined;
  readonly isText: boolean;
}

/** A document without its scalars: what is before, between and behind them, byte for byte. Where that is the same, all paths are. */
export interface JsonShape<Leaf> {
  readonly between: readonly Uint8Array[];
  readonly leaves: readonly ShapeLeaf<Leaf>[];
}

/** Goes through documents, and learns the shapes that the first ones have, so that others need not be gone through. */
export class JsonShapes<Leaf> {
  public readonly shapes: JsonShape<Leaf>[] = [];
  private readonly walker: JsonLeaves<Leaf>;
  private bytes: Uint8Array = new Uint8Array();
  private found: { readonly leaf: ShapeLeaf<Leaf>; readonly from: number; readonly to: number; readonly asItIs: boolean }[] = [];

  public constructor(tree: PathNode<Leaf>, sink: JsonSink<Leaf>) {
    this.walker = new JsonLeaves(tree, {
      scalar: (node, bytes, from, to, isText) => {
        if (this.found.length <= mostLeaves) this.found.push({ leaf: { node, isText }, from, to, asItIs: bytes === this.bytes });
        sink.scalar(node, bytes, from, to, isText);
      },
      structure: (node) => sink.structure(node),
      name: (bytes, from, to) => sink.name(bytes, from, to),
    });
  }

  public walk(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes;
    this.found = [];
    this.walker.walk(bytes, from, to);
  }

  /** Learns the shape of the document that was gone through last. */
  public learn(from: number, to: number): void {
    const { found, bytes, shapes } = this;
    if (shapes.length === mostShapes || found.length > mostLeaves || to - from > longestDocument || !found.every(({ asItIs }) => asItIs)) return;
    const between = [...found.map((scalar, i) => bytes.slice(found[i - 1]?.to ?? from, scalar.from)), bytes.slice(found.at(-1)?.to ?? from, to)];
    if (shapes.some((shape) => isDeepStrictEqual(shape.between, between))) return;
    shapes.push({ between, leaves: found.map(({ leaf }) => leaf) });
  }
}
