/** What happens to a scalar: `keep`, `remove`, or the number of the value action that masks it. */
export type JsonLeaf = 'keep' | 'remove' | number;

export interface JsonMember {
  readonly name: string;
  /** The name as it is written where it needs no escape. */
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly node: JsonNode;
}

/** The paths of a policy as a tree, so that a document is walked once. */
export interface JsonNode {
  readonly path: string;
  leaf?: JsonLeaf;
  readonly members: JsonMember[];
  element?: JsonNode;
}

const newNode = (path: string): JsonNode => ({ path, members: [] });

/** The tree of paths like `$.contact.email` and `$.children[*].name`. */
export function jsonTree(paths: readonly { readonly path: string; readonly leaf: JsonLeaf }[]): JsonNode {
  const root = newNode('$');
  for (const { path, leaf } of paths) {
    let node = root;
    for (const [step] of path.slice(1).matchAll(/\.[^.[\]]+|\[\*\]/g)) node = step === '[*]' ? (node.element ??= newNode(`${node.path}[*]`)) : memberOf(node, step.slice(1));
    node.leaf = leaf;
  }
  return root;
}

function memberOf(node: JsonNode, name: string): JsonNode {
  const known = node.members.find((member) => member.name === name);
  if (known !== undefined) return known.node;
  const path = `${node.path}.${name}`;
  const member: JsonMember = { name, bytes: Uint8Array.from(Buffer.from(name)), path, node: newNode(path) };
  node.members.push(member);
  return member.node;
}
