import { xmlLeaves } from '../verify/xml-leaves';

const markup = /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>|<!|<(?<close>\/)?(?<name>[^\s/>]+)(?<attributes>(?:"[^"]*"|'[^']*'|[^"'>])*?)(?<alone>\/?)>/g;

const attribute = /([^\s=]+)\s*=\s*(?:"[^"]*"|'[^']*')/g;

/** What a path leads to: a text, or an element or attribute in which nothing was ever seen. */
export type XmlPath = 'text' | 'empty';

/** The paths of XML values by which the masker can be told what to do. Undefined where it cannot: a document type, or a name with a dot. */
export function xmlPaths(values: readonly string[]): ReadonlyMap<string, XmlPath> | undefined {
  const elements = new Set<string>();
  const texts = new Set<string>();
  for (const value of values) {
    const open: string[] = ['$'];
    for (const { 0: part, groups } of value.matchAll(markup)) {
      const { close, name, attributes, alone } = groups as Record<string, string | undefined>;
      const own = [...(attributes ?? '').matchAll(attribute)].map(([, each]) => each as string);
      if (part === '<!' || [name ?? '', ...own].some((each) => each.includes('.'))) return undefined;
      if (close !== undefined) open.pop();
      else if (name !== undefined) {
        const path = `${open.join('.')}.${name}`;
        for (const each of [path, ...own.map((at) => `${path}.@${at}`)]) elements.add(each);
        if (alone === '') open.push(name);
      }
    }
    for (const { path } of xmlLeaves(value)) if (path.startsWith('$.')) texts.add(path);
  }
  const known = [...elements, ...texts];
  const empty = [...elements].filter((path) => !texts.has(path) && !known.some((other) => other.startsWith(`${path}.`)));
  return new Map([...[...texts].map((path) => [path, 'text'] as const), ...empty.map((path) => [path, 'empty'] as const)]);
}
