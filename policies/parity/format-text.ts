import type { LedgerRow, ParameterRow, ParityReport, UndeclaredDifference } from './report';

const WIDEST = 60;

/** The reports for people. Plain text without colour, the same bytes for the same input; what all of them rest on is said once. */
export function formatText(reports: readonly ParityReport[]): string {
  const [report] = reports;
  if (report === undefined) return '';
  return [
    ...reports.flatMap(reportLines),
    'This rests on:',
    ...report.trusted.map((text, i) => `  ${i + 1}. ${text}`),
    `It does not see: ${report.notSeen.join(', ')}.`,
    '',
    ...reports.map((each) => summary(each, each.theorem.substituted.length)),
    '',
  ].map(printable).join('\n');
}

function reportLines(report: ParityReport): string[] {
  const { from, to, undeclared, parameters, ledger } = report;
  return [
    ...[from, to].map(({ name, kind, account, region, stacks, resources }) => `${name}: ${kind}, account ${account}, ${region}, ${resources} resources in ${stacks} stacks`),
    '',
    ...undeclared.flatMap((difference) => [...differenceLines(difference, report), '']),
    ...(ledger === undefined ? [] : [...ledgerLines(parameters, ledger, report), '']),
  ];
}

function differenceLines({ kind, says, construct, stack, logicalId, type, path, from, to, source, template, line, more, id }: UndeclaredDifference, report: ParityReport): string[] {
  return [
    `${kind}: ${says}${more === 0 ? '' : ` (and ${more} resources that belong to it)`}`,
    `  ${construct ?? (logicalId === undefined ? stack : `${stack}/${logicalId}`)}${type === undefined ? '' : ` (${type})`}${path === '' ? '' : ` ${path}`}`,
    ...(path === '' ? [] : [`  ${report.from.name}: ${excerpt(from, to)}`, `  ${report.to.name} with its parameters: ${excerpt(to, from)}`]),
    ...(template === undefined ? [] : [`  at ${template}${line === undefined ? '' : `:${line}`}`]),
    ...(source === undefined ? [] : [`  made in ${source}`]),
    `  id: ${id}`,
  ];
}

/** Each parameter with what it changes; its places are in the JSON. */
function ledgerLines(parameters: readonly ParameterRow[], ledger: readonly LedgerRow[], { from, to }: ParityReport): string[] {
  const units = new Map<string, LedgerRow[]>();
  for (const row of ledger) {
    const key = `${row.parameters.join(' with ')}${doubt(row)}`;
    units.set(key, [...units.get(key) ?? [], row]);
  }
  const silent = parameters.filter(({ identity, changes }) => !identity && changes === 0).map(({ parameter }) => parameter);
  return [
    `${ledger.length} places differ because of parameters:`,
    ...[...units].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([unit, rows]) => [
      `  ${unit}: ${rows.length}`,
      ...rows.slice(0, 3).map((row) => `    ${row.says ?? `${row.construct ?? row.logicalId ?? row.stack} ${row.path}: ${from.name} ${excerpt(row.from, row.to)}, ${to.name} ${excerpt(row.to, row.from)}`}`),
      ...(rows.length > 3 ? [`    and ${rows.length - 3} more`] : []),
    ]),
    ...(silent.length === 0 ? [] : [`  no place: ${silent.join(', ')}`]),
  ];
}

/** How sure it is that the parameters of a row are its cause; nothing where that is told. */
export function doubt({ parameters, undecided, likely }: Pick<LedgerRow, 'parameters' | 'undecided' | 'likely'>): string {
  if (parameters.length === 0 && undecided === true) return 'more than three parameters together';
  if (undecided === true) return likely === true ? ' (most likely some of them; others would explain it too)' : ' (which of them is not told)';
  return likely === true ? ' (most likely; others would explain it too)' : '';
}

function summary({ verdict, from, to, undeclared }: ParityReport, substituted: number): string {
  return verdict === 'PARITY'
    ? `PARITY: with ${substituted} parameters of ${from.name}, ${to.name} is ${from.name} but for its identity`
    : `DIFFERENT: ${undeclared.length} ${undeclared.length === 1 ? 'difference' : 'differences'} between ${from.name} and ${to.name} that no parameter explains`;
}

/** The part of a long text in which it is not as the other. */
export function excerpt(text: string | undefined, other: string | undefined, widest = WIDEST): string {
  if (text === undefined) return 'nothing';
  if (text.length <= widest) return text;
  const start = Math.max(0, Math.min(differsAt(text, other ?? '') - 15, text.length - widest));
  return `${start > 0 ? '…' : ''}${text.slice(start, start + widest)}${start + widest < text.length ? '…' : ''}`;
}

function differsAt(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

/** Texts of templates must not move the cursor or change the colour of somebody's terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}
