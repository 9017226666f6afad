import { MaskingError } from '../postgres/masking-error';
import type { JsonNode } from './json-tree';
import type { ReplaceLeaf, StructureText } from './structure-masker';

const token = /<!--(?<comment>[^]*?)-->|<!\[CDATA\[(?<raw>[^]*?)\]\]>|<\?(?<instruction>[^]*?)\?>|<\/(?<close>[^\s>]+)\s*>|<(?<open>[^\s/>!?]+)(?<attributes>(?:\s+[^\s=/>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<alone>\/?)>|(?<text>[^<]+)/y;
const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

type Groups = Readonly<Record<string, string | undefined>>;

/**
 * XML along classified paths: `$.contact.email` for the text of an element, `$.contact.@id` for an attribute. Comments and
 * processing instructions are dropped, a document type is refused: nobody classified what they say.
 */
export const maskXml: StructureText = (text, tree, leaf, where) => new XmlText(leaf, where).mask(text, tree);

class XmlText {
  private out = '';
  /** The text since the last tag. */
  private content = '';
  private readonly open: { readonly node: JsonNode; readonly name: string; readonly within: JsonNode }[] = [];

  public constructor(private readonly leaf: ReplaceLeaf, private readonly where: string) {}

  public mask(text: string, tree: JsonNode): string {
    token.lastIndex = 0;
    while (token.lastIndex < text.length) {
      const groups = token.exec(text)?.groups;
      if (groups === undefined) throw this.wrong('the value is not XML, or has a document type; remove the column');
      this.take(groups, this.open.at(-1)?.node ?? tree);
    }
    this.flush(this.open.at(-1)?.node ?? tree);
    if (this.open.length > 0) throw this.wrong('the value is not XML, or has a document type; remove the column');
    return this.out;
  }

  private take({ raw, close, open, attributes, alone, text }: Groups, node: JsonNode): void {
    if (raw !== undefined) this.content += raw;
    if (text !== undefined) this.content += this.plain(text);
    if (close !== undefined) {
      this.flush(node);
      const closed = this.open.pop();
      if (closed?.name !== close) throw this.wrong('the value is not XML, or has a document type; remove the column');
      if (closed.within.leaf !== 'remove') this.out += `</${close}>`; // nothing of what is removed, not even its names
    }
    if (open === undefined) return;
    this.flush(node);
    const inner = node.leaf === 'remove' ? node : this.member(node, open);
    if (node.leaf !== 'remove') this.out += `<${open}${this.attributes(inner, attributes as string)}${alone as string}>`;
    if (alone !== '/') this.open.push({ node: inner, name: open, within: node });
  }

  private attributes(node: JsonNode, written: string): string {
    let out = '';
    for (const [, name, double, single] of written.matchAll(attribute)) {
      if (node.leaf === 'remove') continue;
      const value = this.leaf(this.member(node, `@${name}`), this.plain(double ?? (single as string)));
      if (value !== undefined) out += ` ${name}="${escaped(value).replaceAll('"', '&quot;')}"`;
    }
    return out;
  }

  private member(node: JsonNode, name: string): JsonNode {
    const found = node.members.find((member) => member.name === name);
    if (found === undefined) throw this.wrong(`an element or attribute of ${node.path} is not classified; compare the documents with the paths of the policy`);
    return found.node;
  }

  // White space between elements says nothing and stays.
  private flush(node: JsonNode): void {
    const said = this.content.trim() !== '';
    if (node.leaf !== 'remove') this.out += said ? escaped(this.leaf(node, this.content) as string) : this.content;
    this.content = '';
  }

  private plain(text: string): string {
    return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (_, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined || decimal !== undefined) return String.fromCodePoint(Math.min(0x10ffff, hex === undefined ? Number(decimal) : parseInt(hex, 16)));
      const letter = entities[name as string];
      if (letter === undefined) throw this.wrong('the value has an entity that XML does not know; remove the column');
      return letter;
    });
  }

  private wrong(what: string): MaskingError {
    return new MaskingError(`${this.where}: ${what}`);
  }
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
