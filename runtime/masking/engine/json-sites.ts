import { MaskingError } from '../postgres/masking-error';
import { JsonShape, type JsonScalar } from './json-shape';
import type { JsonMember, JsonNode } from './json-tree';

const quote = 34;
const backslash = 92;
const [openBrace, closeBrace, openBracket, closeBracket, comma, colon] = [123, 125, 91, 93, 44, 58];
const letterN = 110;
const mostShapes = 8;

/** Told of each scalar to replace: `string` values lie between their quotes, others are whole tokens. */
export interface JsonSink {
  mask(action: number, start: number, end: number, string: boolean): void;
  remove(start: number, end: number): void;
}

/** Walks JSON text, as the server wrote it, along a tree of classified paths. A member or scalar outside the tree stops the run. */
export class JsonWalker {
  private bytes: Uint8Array = new Uint8Array();
  private end = 0;
  /** Those of the documents before, the last one that fitted first. */
  private readonly shapes: JsonShape[] = [];
  /** Of the document at hand; undefined where it has no shape, since something in it is removed. */
  private scalars: JsonScalar[] | undefined;
  private readonly take = (leaf: number, start: number, end: number, string: boolean): void => this.sink.mask(leaf, start, end, string);

  public constructor(private readonly where: string, private readonly sink: JsonSink) {}

  public walk(bytes: Uint8Array, start: number, end: number, tree: JsonNode): void {
    if (this.isKnown(bytes, start, end)) return;
    this.bytes = bytes;
    this.end = end;
    this.scalars = [];
    const stop = this.value(tree, start);
    const shape = this.scalars === undefined || stop !== end || this.shapes.length === mostShapes ? undefined : JsonShape.of(bytes, start, end, this.scalars);
    if (shape !== undefined) this.shapes.unshift(shape);
  }

  private isKnown(bytes: Uint8Array, start: number, end: number): boolean {
    const { shapes } = this;
    for (let i = 0; i < shapes.length; i++) {
      const shape = shapes[i] as JsonShape;
      if (!shape.take(bytes, start, end, this.take)) continue;
      shapes[i] = shapes[0] as JsonShape;
      shapes[0] = shape;
      return true;
    }
    return false;
  }

  // Each of these takes where something begins, and answers where it ends.
  private value(node: JsonNode, start: number): number {
    const at = this.space(start);
    if (node.leaf === 'remove') return this.removed(at);
    switch (this.bytes[at]) {
      case openBrace: return this.object(node, at);
      case openBracket: return this.array(node, at);
      default: return this.scalar(node, at);
    }
  }

  private object(node: JsonNode, start: number): number {
    const { bytes } = this;
    let at = this.space(start + 1);
    while (bytes[at] !== closeBrace) {
      const nameEnd = this.skipScalar(at);
      const member = this.member(node, at + 1, nameEnd - 1);
      // The name of an unknown member may itself be personal, so it is not told.
      if (member === undefined) throw new MaskingError(`${this.where}: a member of ${node.path} is not classified; compare the documents with the paths of the policy`);
      at = this.space(this.value(member.node, this.space(nameEnd) + 1)); // behind the colon
      if (bytes[at] === comma) at = this.space(at + 1);
    }
    return at + 1;
  }

  private array(node: JsonNode, start: number): number {
    const { bytes } = this;
    let at = this.space(start + 1);
    while (bytes[at] !== closeBracket) {
      if (node.element === undefined) throw new MaskingError(`${this.where}: the elements of ${node.path} are not classified; add ${node.path}[*] to the policy`);
      at = this.space(this.value(node.element, at));
      if (bytes[at] === comma) at = this.space(at + 1);
    }
    return at + 1;
  }

  private scalar(node: JsonNode, start: number): number {
    const string = this.bytes[start] === quote;
    const end = this.skipScalar(start);
    this.scalars?.push({ start: string ? start + 1 : start, end: string ? end - 1 : end, string, leaf: node.leaf });
    if (this.bytes[start] === letterN) return end; // nothing to hide
    if (node.leaf === undefined) throw new MaskingError(`${this.where}: ${node.path} is a value where the policy expects a structure; add it to the policy`);
    if (typeof node.leaf === 'number') this.sink.mask(node.leaf, string ? start + 1 : start, string ? end - 1 : end, string);
    return end;
  }

  private removed(start: number): number {
    let at = start;
    let depth = 0;
    do {
      const byte = this.bytes[at];
      if (byte === openBrace || byte === openBracket) depth++;
      else if (byte === closeBrace || byte === closeBracket) depth--;
      else if (byte !== comma && byte !== colon && (byte as number) > 32) {
        at = this.skipScalar(at);
        continue;
      }
      at++;
    } while (depth > 0);
    this.sink.remove(start, at);
    this.scalars = undefined;
    return at;
  }

  // Names are compared as they are written; only one with an escape in it is read as a text first.
  private member(node: JsonNode, start: number, end: number): JsonMember | undefined {
    const { bytes } = this;
    const length = end - start;
    for (const member of node.members) {
      const own = member.bytes;
      if (own.length !== length || own[0] !== bytes[start]) continue;
      let i = 1;
      while (i < length && own[i] === bytes[start + i]) i++;
      if (i >= length) return member;
    }
    const written = bytes.subarray(start, end);
    if (!written.includes(backslash)) return undefined;
    const name = String(JSON.parse(`"${Buffer.from(written).toString('utf8')}"`));
    return node.members.find((member) => member.name === name);
  }

  private skipScalar(start: number): number {
    const { bytes, end } = this;
    let at = start;
    if (bytes[start] === quote) {
      for (at++; bytes[at] !== quote; at++) {
        if (bytes[at] === backslash) at++;
        if (at >= end) throw this.notJson();
      }
      return at + 1;
    }
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte <= 32 || byte === comma || byte === closeBrace || byte === closeBracket || byte === colon) break;
    }
    if (at === start) throw this.notJson();
    return at;
  }

  private space(start: number): number {
    let at = start;
    while (at < this.end && (this.bytes[at] as number) <= 32) at++;
    if (at >= this.end) throw this.notJson();
    return at;
  }

  private notJson(): MaskingError {
    return new MaskingError(`${this.where}: the document is not JSON`);
  }
}
