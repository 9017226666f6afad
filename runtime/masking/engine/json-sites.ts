import { MaskingError } from '../postgres/masking-error';
import type { JsonMember, JsonNode } from './json-tree';

const quote = 34;
const backslash = 92;
const [openBrace, closeBrace, openBracket, closeBracket, comma, colon] = [123, 125, 91, 93, 44, 58];
const letterN = 110;

/** Told of each scalar to replace: `string` values lie between their quotes, others are whole tokens. */
export interface JsonSink {
  mask(action: number, start: number, end: number, string: boolean): void;
  remove(start: number, end: number): void;
}

/** Walks JSON text, as the server wrote it, along a tree of classified paths. A member or scalar outside the tree stops the run. */
export class JsonWalker {
  private bytes: Uint8Array = new Uint8Array();
  private at = 0;
  private end = 0;

  public constructor(private readonly where: string, private readonly sink: JsonSink) {}

  public walk(bytes: Uint8Array, start: number, end: number, tree: JsonNode): void {
    this.bytes = bytes;
    this.end = end;
    this.at = start;
    this.value(tree, tree.path);
  }

  private value(node: JsonNode, path: string): void {
    this.space();
    if (node.leaf === 'remove') return this.removed();
    switch (this.bytes[this.at]) {
      case openBrace: return this.object(node, path);
      case openBracket: return this.array(node, path);
      default: return this.scalar(node, path);
    }
  }

  private object(node: JsonNode, path: string): void {
    this.at++;
    for (this.space(); this.bytes[this.at] !== closeBrace; this.space()) {
      const member = this.member(node);
      // The name of an unknown member may itself be personal, so it is not told.
      if (member === undefined) throw new MaskingError(`${this.where}: a member of ${path} is not classified; compare the documents with the paths of the policy`);
      this.space();
      this.at++; // the colon
      this.value(member.node, member.path);
      this.space();
      if (this.bytes[this.at] === comma) this.at++;
    }
    this.at++;
  }

  private array(node: JsonNode, path: string): void {
    this.at++;
    for (this.space(); this.bytes[this.at] !== closeBracket; this.space()) {
      if (node.element === undefined) throw new MaskingError(`${this.where}: the elements of ${path} are not classified; add ${path}[*] to the policy`);
      this.value(node.element, node.element.path);
      this.space();
      if (this.bytes[this.at] === comma) this.at++;
    }
    this.at++;
  }

  private scalar(node: JsonNode, path: string): void {
    const start = this.at;
    const string = this.bytes[start] === quote;
    this.skipScalar();
    if (this.bytes[start] === letterN) return; // nothing to hide
    if (node.leaf === undefined) throw new MaskingError(`${this.where}: ${path} is a value where the policy expects a structure; add it to the policy`);
    if (typeof node.leaf === 'number') this.sink.mask(node.leaf, string ? start + 1 : start, string ? this.at - 1 : this.at, string);
  }

  private removed(): void {
    const start = this.at;
    let depth = 0;
    do {
      const byte = this.bytes[this.at];
      if (byte === openBrace || byte === openBracket) depth++;
      else if (byte === closeBrace || byte === closeBracket) depth--;
      else if (byte !== comma && byte !== colon && (byte as number) > 32) {
        this.skipScalar();
        continue;
      }
      this.at++;
    } while (depth > 0);
    this.sink.remove(start, this.at);
  }

  // Names are compared as they are written; only one with an escape in it is read as a text first.
  private member(node: JsonNode): JsonMember | undefined {
    const start = this.at + 1;
    this.skipScalar();
    const length = this.at - 1 - start;
    for (const member of node.members) {
      const { bytes } = member;
      if (bytes.length !== length) continue;
      let i = 0;
      while (i < length && bytes[i] === this.bytes[start + i]) i++;
      if (i === length) return member;
    }
    const written = this.bytes.subarray(start, start + length);
    if (!written.includes(backslash)) return undefined;
    const name = String(JSON.parse(`"${Buffer.from(written).toString('utf8')}"`));
    return node.members.find((member) => member.name === name);
  }

  private skipScalar(): void {
    const { bytes } = this;
    if (bytes[this.at] === quote) {
      for (this.at++; bytes[this.at] !== quote; this.at++) {
        if (bytes[this.at] === backslash) this.at++;
        if (this.at >= this.end) throw new MaskingError(`${this.where}: the document is not JSON`);
      }
      this.at++;
      return;
    }
    const start = this.at;
    for (; this.at < this.end; this.at++) {
      const byte = bytes[this.at] as number;
      if (byte <= 32 || byte === comma || byte === closeBrace || byte === closeBracket || byte === colon) break;
    }
    if (this.at === start) throw new MaskingError(`${this.where}: the document is not JSON`);
  }

  private space(): void {
    while (this.at < this.end && (this.bytes[this.at] as number) <= 32) this.at++;
    if (this.at >= this.end) throw new MaskingError(`${this.where}: the document is not JSON`);
  }
}
