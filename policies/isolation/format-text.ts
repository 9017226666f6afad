import type { ProofReport, ReportedFinding, Step } from './report';
import { NOT_SEEN, TRUSTED_BASE } from './trusted-facts';

/** The report for people. Plain text without colour, the same bytes for the same input. */
export function formatText(report: ProofReport): string {
  const { counted, findings } = report;
  const open = findings.filter(({ coveredBy }) => coveredBy === undefined);
  return [
    `${counted.resources} resources in ${counted.stacks} stacks of ${counted.accounts} accounts, ${counted.policies} policies`,
    '',
    ...claimLines(report),
    '',
    ...open.flatMap((finding) => [...findingLines(finding), '']),
    ...coveredLines(report),
    ...(report.acknowledgements.length === 0 ? [] : ['Acknowledgements, ignored:', ...report.acknowledgements.map((one) => `  ${one}`), '']),
    'This rests on:',
    ...TRUSTED_BASE.map((text, i) => `  ${i + 1}. ${text}`),
    `It does not see: ${NOT_SEEN.join(', ')}.`,
    '',
    summary(report),
    '',
  ].map(printable).join('\n');
}

function claimLines({ claims }: ProofReport): string[] {
  const failed = claims.filter(({ verdict }) => verdict !== 'PROVED');
  const proved = claims.length - failed.length;
  const shown = claims.length <= 40 ? claims : failed;
  return [
    `${proved} of ${claims.length} claims are proved`,
    ...shown.map(({ from, to, verdict, pathways, findings }) => `  ${verdict.padEnd(7)} ${from} does not reach ${to}${pathways.length === 0 ? '' : ` except over ${pathways.join(', ')}`}${verdict === 'PROVED' ? '' : ` (${findings.length} finding${findings.length === 1 ? '' : 's'})`}`),
  ];
}

function findingLines(finding: ReportedFinding): string[] {
  const { verdict, message, steps, request, why, fix, pathway, id } = finding;
  return [
    `${verdict} ${message}`,
    ...(why === undefined ? [] : [`  not told: ${why}`]),
    ...steps.map((step, i) => `  ${i + 1}. ${stepLine(step)}`),
    ...(request === undefined ? [] : [`  request: ${Object.entries(request).filter(([, value]) => value !== undefined).map(([key, value]) => `${key}=${typeof value === 'string' ? value : (value ?? []).join('|')}`).join(' ')}`]),
    `  fix: ${fix}`,
    ...(pathway === undefined ? [] : [`  or declare: ${JSON.stringify(pathway)}`]),
    `  id: ${id}`,
  ];
}

function stepLine({ says, account, construct, logicalId, stack, template, line, source }: Step): string {
  const where = construct ?? (logicalId === undefined ? stack : `${stack}/${logicalId}`);
  return `account ${account ?? '?'}, ${where}${logicalId === undefined ? '' : ` (${logicalId})`}: ${says}\n     at ${template}${line === undefined ? '' : `:${line}`}${source === undefined ? '' : `\n     made in ${source}`}`;
}

function coveredLines({ assumptions, findings }: ProofReport): string[] {
  if (assumptions.length === 0) return [];
  const covered = findings.filter(({ coveredBy }) => coveredBy !== undefined);
  return [
    'Assumptions:',
    ...assumptions.map(({ covers, why, owner, until, state }) => `  ${state}: ${covers} until ${until}, ${owner}: ${why}`),
    ...covered.map(({ id }) => `  covered: ${id}`), '',
  ];
}

function summary({ verdict, findings }: ProofReport): string {
  const count = (which: string): number => findings.filter((finding) => finding.verdict === which && finding.coveredBy === undefined).length;
  return `${verdict}: ${count('LEAK')} leaks, ${count('UNKNOWN')} unknown, ${count('LATENT')} latent`;
}

/** Texts of templates must not move the cursor or change the colour of somebody's terminal. */
function printable(text: string): string {
  return text.replaceAll(/[^\P{C}\n\uE000]/gu, '?').replaceAll('\uE000', '*');
}
