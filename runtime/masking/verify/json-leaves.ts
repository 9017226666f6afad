const [quote, backslash, comma, colon, openBracket, closeBracket, openBrace, closeBrace] = [34, 92, 44, 58, 91, 93, 123, 125];

/** What a policy says of paths like `$.contact.email` and `$.children[*].name`, as a tree. */
export interface PathNode<Leaf> {
  leaf?: Leaf;
  readonly members: { readonly name: Uint8Array; readonly node: PathNode<Leaf> }[];
  element?: PathNode<Leaf>;
}

export function pathTree<Leaf>(paths: Iterable<readonly [string, Leaf]>): PathNode<Leaf> {
  const root: PathNode<Leaf> = { members: [] };
  for (const [path, leaf] of paths) {
    let node = root;
    for (const [step] of path.slice(1).matchAll(/\.[^.[\]]+|\[\*\]/g)) node = step === '[*]' ? (node.element ??= { members: [] }) : memberNamed(node, Uint8Array.from(Buffer.from(step.slice(1))));
    node.leaf = leaf;
  }
  return root;
}

function memberNamed<Leaf>(node: PathNode<Leaf>, name: Uint8Array): PathNode<Leaf> {
  const known = node.members.find((member) => Buffer.compare(member.name, name) === 0);
  if (known !== undefined) return known.node;
  const made: PathNode<Leaf> = { members: [] };
  node.members.push({ name, node: made });
  return made;
}

/** Told of what is in a document; `node` is undefined where the policy knows no such path. Texts come without their escapes. */
export interface JsonSink<Leaf> {
  scalar(node: PathNode<Leaf> | undefined, bytes: Uint8Array, from: number, to: number, isText: boolean): void;
  structure(node: PathNode<Leaf> | undefined): void;
  name(bytes: Uint8Array, from: number, to: number): void;
}

/** Goes through JSON as PostgreSQL writes it, byte by byte. */
export class JsonLeaves<Leaf> {
  private bytes: Uint8Array = new Uint8Array();
  private at = 0;
  private end = 0;
  private escaped = false;

  public constructor(private readonly tree: PathNode<Leaf>, private readonly sink: JsonSink<Leaf>) {}

  public walk(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    this.value(this.tree);
    this.space();
    if (this.at < to) throw new SyntaxError('a document is not JSON');
  }

  private value(node: PathNode<Leaf> | undefined): void {
    this.space();
    const first = this.bytes[this.at];
    if (first === openBrace || first === openBracket) {
      this.sink.structure(node);
      this.at++;
      this.inside(node, first === openBrace ? closeBrace : closeBracket);
    } else if (first === quote) {
      const from = this.text();
      this.tell(from, (bytes, start, end) => this.sink.scalar(node, bytes, start, end, true));
    } else {
      const from = this.at;
      while (this.at < this.end && isToken(this.bytes[this.at] as number)) this.at++;
      if (this.at === from) throw new SyntaxError('a document is not JSON');
      if (first !== 110) this.sink.scalar(node, this.bytes, from, this.at, false); // not null
    }
  }

  private inside(node: PathNode<Leaf> | undefined, close: number): void {
    for (this.space(); this.bytes[this.at] !== close; this.space()) {
      this.value(close === closeBracket ? node?.element : this.member(node));
      this.space();
      if (this.bytes[this.at] === comma) this.at++;
      else if (this.bytes[this.at] !== close) throw new SyntaxError('a document is not JSON');
    }
    this.at++;
  }

  private member(node: PathNode<Leaf> | undefined): PathNode<Leaf> | undefined {
    const from = this.text();
    let found: PathNode<Leaf> | undefined;
    this.tell(from, (bytes, start, end) => {
      this.sink.name(bytes, start, end);
      for (const { name, node: inner } of node?.members ?? []) {
        if (name.length !== end - start) continue;
        let i = 0;
        while (i < name.length && name[i] === bytes[start + i]) i++;
        if (i === name.length) found = inner;
      }
    });
    this.space();
    if (this.bytes[this.at] !== colon) throw new SyntaxError('a document is not JSON');
    this.at++;
    return found;
  }

  // Passes over a text in quotes; answers where it begins.
  private text(): number {
    const { bytes, end } = this;
    let at = this.at + 1;
    this.escaped = false;
    for (; at < end && bytes[at] !== quote; at++) {
      if (bytes[at] !== backslash) continue;
      this.escaped = true;
      at++;
    }
    if (at >= end || bytes[this.at] !== quote) throw new SyntaxError('a document is not JSON');
    const from = this.at + 1;
    this.at = at + 1;
    return from;
  }

  private tell(from: number, to: (bytes: Uint8Array, from: number, to: number) => void): void {
    if (!this.escaped) return to(this.bytes, from, this.at - 1);
    const plain = Buffer.from(String(JSON.parse(Buffer.from(this.bytes.subarray(from - 1, this.at)).toString('utf8'))));
    to(plain, 0, plain.length);
  }

  private space(): void {
    while (this.at < this.end && (this.bytes[this.at] as number) <= 32) this.at++;
    if (this.at > this.end) throw new SyntaxError('a document is not JSON');
  }
}

const isToken = (byte: number): boolean => byte > 32 && byte !== comma && byte !== closeBrace && byte !== closeBracket;
