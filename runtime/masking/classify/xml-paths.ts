import { xmlLeaves } from '../verify/xml-leaves';

const markup = /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>|<!|<(?<close>\/)?(?<name>[^\s/>]+)(?<attributes>(?:"[^"]*"|'[^']*'|[^"'>])*?)(?<alone>\/?)>/g;

/** What a path leads to: a text, or an element in which nothing was ever seen. */
export type XmlPath = 'text' | 'empty';

/** The paths of XML values by which the masker can be told what to do. Undefined where it cannot: a document type, or a name with a dot. */
export function xmlPaths(values: readonly string[]): ReadonlyMap<string, XmlPath> | undefined {
  const elements = new Set<string>();
  const texts = new Set<string>();
  for (const value of values) {
    const open: string[] = ['$'];
    for (const { 0: part, groups: { close, name, alone } = {} } of value.matchAll(markup)) {
      if (part === '<!' || name?.includes('.') === true) return undefined;
      if (close !== undefined) open.pop();
      else if (name !== undefined) {
        elements.add(`${open.join('.')}.${name}`);
        if (alone === '') open.push(name);
      }
    }
    for (const { path } of xmlLeaves(value)) if (path.startsWith('$.')) texts.add(path);
  }
  if ([...texts].some((path) => /\.@[^.]*\./.test(path))) return undefined;
  const known = [...elements, ...texts];
  const empty = [...elements].filter((path) => !texts.has(path) && !known.some((other) => other.startsWith(`${path}.`)));
  return new Map([...[...texts].map((path) => [path, 'text'] as const), ...empty.map((path) => [path, 'empty'] as const)]);
}
