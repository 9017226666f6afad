import { relative } from 'node:path';
import { doubt, excerpt, printable } from './format-text';
import type { LedgerRow, ParameterRow, ParityReport, UndeclaredDifference } from './report';

/** A comment on GitHub is cut off after 65,536 characters. */
const LONGEST = 60_000;
const MOST_ROWS = 100;

/** The report as a comment on a pull request: what nobody declared first, then what was declared and what it changes. */
export function formatMarkdown(report: ParityReport, base: string): string {
  const { from, to, undeclared, parameters, ledger } = report;
  const declared = parameters.filter(({ identity }) => !identity);
  const parts = [
    `### ${report.verdict === 'PARITY' ? '✅' : '❌'} Parity of ${plain(to.name)} with ${plain(from.name)}`,
    '',
    report.verdict === 'PARITY'
      ? `With the parameters of ${plain(from.name)}, all ${report.theorem.resources} resources of ${plain(to.name)} are those of ${plain(from.name)}, but for its identity.`
      : `**${undeclared.length} ${undeclared.length === 1 ? 'difference that no parameter explains' : 'differences that no parameter explains'}.** Make each a parameter of the environment, or the same in both.`,
    ...(undeclared.length === 0 ? [] : ['', ...undeclaredTable(undeclared, report, base)]),
    '',
    ...details(`${declared.length} parameters differ`, parameterTable(declared, report)),
    ...(ledger === undefined ? [] : ['', ...details(`${ledger.length} places differ because of them`, ledgerTable(ledger))]),
  ];
  return `${cut(parts)}\n`;
}

function undeclaredTable(undeclared: readonly UndeclaredDifference[], { from, to }: ParityReport, base: string): string[] {
  return table(['what', 'where', from.name, to.name, 'made in'], undeclared.map((row) => [
    plain(row.more === 0 ? row.says : `${row.says} (and ${row.more} resources that belong to it)`),
    code(`${row.construct ?? row.logicalId ?? row.stack}${row.path === '' ? '' : ` ${row.path}`}`), value(row.from, row.to), value(row.to, row.from),
    row.source === undefined ? '' : code(row.source.startsWith(base) ? relative(base, row.source) : row.source),
  ]));
}

function parameterTable(parameters: readonly ParameterRow[], { from, to }: ParityReport): string[] {
  return table(['parameter', from.name, to.name, 'places'], parameters.map((row) =>
    [code(row.parameter), value(row.from, row.to), value(row.to, row.from), row.changes === undefined ? '' : String(row.changes)]));
}

function ledgerTable(ledger: readonly LedgerRow[]): string[] {
  const groups = new Map<string, { readonly cause: LedgerRow; readonly stacks: Map<string, number> }>();
  for (const row of ledger) {
    const key = `${row.parameters.join('+')}${doubt(row)}`;
    const { stacks } = groups.get(key) ?? { stacks: new Map<string, number>() };
    stacks.set(row.stack, (stacks.get(row.stack) ?? 0) + 1);
    groups.set(key, { cause: row, stacks });
  }
  return table(['parameters', 'places', 'stacks'], [...groups.values()].map(({ cause, stacks }) => [
    `${cause.parameters.map(code).join(', ')}${doubt(cause)}`,
    String([...stacks.values()].reduce((sum, count) => sum + count, 0)),
    stacks.size > 6 ? `${stacks.size} stacks` : [...stacks].map(([stack, count]) => `${plain(stack)} ${count}`).join(', '),
  ]));
}

function details(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [title] : [`<details><summary>${plain(title)}</summary>`, '', ...lines, '', '</details>'];
}

/** Cells are printed as they are, but for what would end a cell. */
function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => printable(cell).replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  const more = rows.length > MOST_ROWS ? ['', `and ${rows.length - MOST_ROWS} more`] : [];
  return [line(head.map(plain)), line(head.map(() => '---')), ...rows.slice(0, MOST_ROWS).map((cells) => line(cells)), ...more];
}

function value(text: string | undefined, other: string | undefined): string {
  return text === undefined ? '' : code(excerpt(text, other));
}

/** As code, so that nothing in it is read as markup, a mention or a link. */
function code(text: string): string {
  const clean = printable(text).trim();
  if (clean === '') return '';
  const fence = '`'.repeat(1 + Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length)));
  return fence.length === 1 ? `\`${clean}\`` : `${fence} ${clean} ${fence}`;
}

/** Names come from apps, and an app may be foreign: none may become markup, a mention or a link. */
function plain(text: string): string {
  return printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(/[\\`*_[\]#@~!]/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
}

function cut(parts: readonly string[]): string {
  const text = parts.join('\n');
  if (text.length <= LONGEST) return text;
  const end = text.lastIndexOf('\n', LONGEST);
  return `${text.slice(0, end)}\n\n…cut off; the whole is in the JSON of the command.`;
}
