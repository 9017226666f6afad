import type { Fact, ResourceFacts } from '../evidence';
import { type Markup, html } from './markup';

/** A column of a table: its head, and whether it holds numbers. */
export type Column = string | { readonly number: string };

const WORDS: Readonly<Record<Fact['state'], readonly [className: string, sign: string, word: string]>> = {
  'holds': ['good', '✓', 'holds'],
  'fails': ['bad', '✕', 'fails'],
  'not-evaluated': ['open', '?', 'not evaluated'],
  'noted': ['note', '·', 'noted'],
};

/** A state as sign and word: never by colour alone. */
export function badge(state: Fact['state'], word?: string): Markup {
  const [className, sign, usual] = WORDS[state];
  return html`<span class="badge ${className}"><span aria-hidden="true">${sign}</span> ${word ?? usual}</span>`;
}

/** A table with caption and heads, in a region that scrolls sideways when it must. */
export function table(caption: string, columns: readonly Column[], rows: ReadonlyArray<ReadonlyArray<string | number | undefined | Markup | readonly Markup[]>>, rowIds: ReadonlyArray<string | undefined> = []): Markup {
  const isNumber = columns.map((column) => typeof column !== 'string');
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption><thead><tr>${columns.map((column) =>
    (typeof column === 'string' ? html`<th scope="col">${column}</th>` : html`<th scope="col" class="n">${column.number}</th>`))}</tr></thead><tbody>${rows.map((row, place) =>
    html`<tr${rowIds[place] === undefined ? undefined : html` id="${rowIds[place]}"`}>${row.map((cell, index) => (index === 0 ? html`<th scope="row">${cell}</th>` : isNumber[index] === true ? html`<td class="n">${cell}</td>` : html`<td>${cell}</td>`))}</tr>
`)}</tbody></table></div>`;
}

/** A part that opens and closes. */
export function folded(summary: Markup | string, content: Markup | readonly Markup[], isOpen = false): Markup {
  return html`<details${isOpen ? html` open` : undefined}><summary>${summary}</summary><div class="inside">${content}</div></details>`;
}

/** Where a resource stands on this page. */
export class Anchors {
  private readonly ids: ReadonlyMap<string, string>;

  public constructor(private readonly resources: Readonly<Record<string, ResourceFacts>>) {
    this.ids = new Map(Object.keys(resources).map((key, index) => [key, `r${index + 1}`]));
  }

  public idOf(key: string): string {
    return this.ids.get(key) ?? '';
  }

  public linkTo(key: string): Markup {
    const construct = Object.hasOwn(this.resources, key) ? this.resources[key]?.construct : undefined;
    return html`<a href="#${this.idOf(key)}">${construct ?? key}</a>`;
  }
}

/** Facts as a list, each with its state, where it was read, and links to its resources. */
export function facts(list: readonly Fact[], anchors: Anchors): Markup {
  return html`<ul class="facts">${list.map((fact) => html`<li><div class="fact">${badge(fact.state)}<p>${fact.says} <span class="from">from ${fact.from === 'declaration' ? 'the declaration' : fact.from === 'proof' ? 'the proof' : fact.from}</span></p></div>${
    fact.resources.length === 0 ? undefined : folded(`${fact.resources.length} resource${fact.resources.length === 1 ? '' : 's'}`, html`<ul class="links">${fact.resources.map((key) => html`<li>${anchors.linkTo(key)}</li>`)}</ul>`)}${
    fact.rules === undefined ? undefined : folded(`${fact.rules.length} rule${fact.rules.length === 1 ? '' : 's'}`, html`<ul class="links">${fact.rules.map((id) => html`<li><a href="#${ruleAnchor(id)}">${id.split('::').at(-1)}</a></li>`)}</ul>`)}</li>
`)}</ul>`;
}

/** Ids of rules are words of this library's own: letters, digits, hyphens and colons. */
export function ruleAnchor(id: string): string {
  return `rule-${id.replaceAll(/[^A-Za-z0-9-]+/g, '-')}`;
}
