/** What happens to a scalar: `keep`, `remove`, or the number of the value action that masks it. */
export type JsonLeaf = 'keep' | 'remove' | number;

/** The paths of a policy as a tree, so that a document is walked once. */
export interface JsonNode {
  leaf?: JsonLeaf;
  readonly members: Map<string, JsonNode>;
  element?: JsonNode;
}

/** The tree of paths like `$.contact.email` and `$.children[*].name`. */
export function jsonTree(paths: readonly { readonly path: string; readonly leaf: JsonLeaf }[]): JsonNode {
  const root: JsonNode = { members: new Map() };
  for (const { path, leaf } of paths) {
    let node = root;
    for (const [step] of path.slice(1).matchAll(/\.[^.[\]]+|\[\*\]/g)) node = step === '[*]' ? (node.element ??= { members: new Map() }) : memberOf(node, step.slice(1));
    node.leaf = leaf;
  }
  return root;
}

function memberOf(node: JsonNode, name: string): JsonNode {
  const member = node.members.get(name) ?? { members: new Map() };
  node.members.set(name, member);
  return member;
}
