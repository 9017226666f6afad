import { relative } from 'node:path';
import { plainText } from './plain-text';
import { AccountFacts, SynthReport } from './synth-report';
import { Terminal } from './terminal';
import { Finding, FindingPlace, PolicyVerdict, reportFile } from './validation-report';

/** How much of the findings a summary shows; the file holds the rest. */
const shownFindings = 8;

/** Prints `report` so that a person sees in ten seconds what stands where and what is wrong. */
export function printSynthSummary(report: SynthReport, terminal: Terminal, quiet: boolean): void {
  const bad = report.outcome === 'findings';
  if (quiet && !bad) return;
  if (!quiet) {
    printHeadline(report, terminal);
    printAccounts(report.accounts, terminal);
    printPolicies(report.policies, terminal);
  }
  printFindings(report, terminal);
  if (report.evidence !== undefined) terminal.result(`evidence  ${terminal.colors.bold(report.evidence)}`);
  printResult(report, terminal);
}

function printHeadline(report: SynthReport, terminal: Terminal): void {
  if (report.platform === undefined) return;
  const organization = report.organization === undefined ? '' : terminal.colors.dim(`  organization ${plainText(report.organization)}`);
  terminal.result(`${terminal.colors.bold(plainText(report.platform))}${organization}\n`);
}

function printAccounts(accounts: readonly AccountFacts[], terminal: Terminal): void {
  const isPlatform = accounts.some(({ environment }) => environment !== undefined);
  const text = (value: string | undefined): string => plainText(value ?? '-');
  const head = [...(isPlatform ? ['environment', 'kind'] : []), 'account', 'region', 'stacks', 'resources'];
  const rows = accounts.map((row) => [
    ...(isPlatform ? [text(row.environment), text(row.kind)] : []),
    text(row.account), text(row.region), String(row.stacks), String(row.resources),
  ]);
  terminal.result(`${terminal.table(head, rows, ['stacks', 'resources'])}\n`);
}

function printPolicies(policies: readonly PolicyVerdict[], terminal: Terminal): void {
  if (policies.length === 0) return;
  const { green, red, yellow } = terminal.colors;
  const rows = policies.map((policy) => [
    plainText(policy.policy),
    policy.error !== undefined ? red('broke down') : !policy.success ? red('refuses') : policy.findings > 0 ? yellow('warns') : green('holds'),
    String(policy.findings), String(policy.acknowledged),
  ]);
  terminal.result(`${terminal.table(['policy', 'verdict', 'findings', 'acknowledged'], rows, ['findings', 'acknowledged'])}\n`);
}

function printFindings(report: SynthReport, terminal: Terminal): void {
  for (const { policy, error } of report.policies) {
    if (error !== undefined) terminal.result(`${terminal.colors.red('broke down')}  ${plainText(policy)}: ${plainText(error)}\n`);
  }
  for (const finding of report.findings.slice(0, shownFindings)) printFinding(finding, terminal);
  const more = report.findings.length - shownFindings;
  if (more > 0) terminal.result(`and ${more} more; see ${report.output}/${reportFile}\n`);
}

function printFinding(finding: Finding, terminal: Terminal): void {
  const { red, yellow, bold, dim } = terminal.colors;
  const tone = ['fatal', 'error'].includes(finding.severity) ? red : yellow;
  const [first, ...others] = finding.constructs;
  const line = (label: string, text: string): void => terminal.result(`  ${dim(label.padEnd(6))} ${text}`);
  terminal.result(`${tone(plainText(finding.crashed ? `${finding.severity}, rule broke down` : finding.severity))}  ${bold(plainText(finding.rule))}  ${count(finding.constructs.length, 'place')}`);
  if (finding.description !== '') line('is', plainText(finding.description));
  if (first !== undefined) line('at', `${place(first)}${others.length > 0 ? dim(`  and ${others.length} more`) : ''}`);
  if (finding.fix !== undefined) line('fix', plainText(finding.fix));
  terminal.result();
}

function place({ path, logicalId, template, source }: FindingPlace): string {
  const what = path === '' ? [template, logicalId].filter((part) => part !== undefined).join(' ') : path;
  return plainText(source === undefined ? what : `${what}  (${shortSource(source)})`);
}

function shortSource(source: string): string {
  const short = relative(process.cwd(), source);
  return short.startsWith('..') ? source : short;
}

function printResult(report: SynthReport, terminal: Terminal): void {
  const { green, red, bold } = terminal.colors;
  const { accounts, stacks, resources } = report.totals;
  const size = `${count(resources, 'resource')} in ${count(stacks, 'stack')} of ${count(accounts, 'account')}, ${report.seconds} s`;
  if (report.outcome === 'fine') return terminal.result(`${green('fine')}  ${bold(report.output)}  ${size}`);
  terminal.result(`${red('findings')}  nothing was replaced; to read in ${bold(report.output)}  ${size}`);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
