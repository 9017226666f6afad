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
  /** The text passed over last, without its escapes. */
  private plain: Uint8Array = new Uint8Array();
  private plainFrom = 0;
  private plainTo = 0;

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
      this.text();
      this.sink.scalar(node, this.plain, this.plainFrom, this.plainTo, true);
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
    this.text();
    const { plain, plainFrom, plainTo } = this;
    this.sink.name(plain, plainFrom, plainTo);
    const found = node === undefined ? undefined : memberAt(node, plain, plainFrom, plainTo);
    this.space();
    if (this.bytes[this.at] !== colon) throw new SyntaxError('a document is not JSON');
    this.at++;
    return found;
  }

  // Passes over a text in quotes.
  private text(): void {
    const { bytes, end } = this;
    const from = this.at + 1;
    let at = from;
    let escaped = false;
    for (; at < end && bytes[at] !== quote; at++) {
      if (bytes[at] !== backslash) continue;
      escaped = true;
      at++;
    }
    if (at >= end || bytes[this.at] !== quote) throw new SyntaxError('a document is not JSON');
    this.at = at + 1;
    this.plain = escaped ? Buffer.from(String(JSON.parse(Buffer.from(bytes.subarray(from - 1, at + 1)).toString('utf8')))) : bytes;
    this.plainFrom = escaped ? 0 : from;
    this.plainTo = escaped ? this.plain.length : at;
  }

  private space(): void {
    while (this.at < this.end && (this.bytes[this.at] as number) <= 32) this.at++;
    if (this.at > this.end) throw new SyntaxError('a document is not JSON');
  }
}

function memberAt<Leaf>(node: PathNode<Leaf>, bytes: Uint8Array, from: number, to: number): PathNode<Leaf> | undefined {
  for (const { name, node: inner } of node.members) {
    if (name.length !== to - from) continue;
    let i = 0;
    while (i < name.length && name[i] === bytes[from + i]) i++;
    if (i === name.length) return inner;
  }
  return undefined;
}

const isToken = (byte: number): boolean => byte > 32 && byte !== comma && byte !== closeBrace && byte !== closeBracket;
