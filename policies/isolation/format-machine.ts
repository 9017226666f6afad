import { relative } from 'node:path';
import type { ProofReport, ReportedFinding, Step } from './report';
import { NOT_SEEN, TRUSTED_BASE } from './trusted-facts';

/** The report as JSON. */
export function formatJson(report: ProofReport): string {
  return `${JSON.stringify({ version: 1, ...report, trusted: TRUSTED_BASE, notSeen: NOT_SEEN }, undefined, 2)}\n`;
}

/** The report as SARIF 2.1.0, for code scanning: source lines where known, template lines otherwise. */
export function formatSarif(report: ProofReport, base: string): string {
  const kinds = [...new Set(report.findings.map(({ pass, kind }) => `${pass}/${kind}`))].toSorted();
  const level = ({ verdict, coveredBy }: ReportedFinding): string => (verdict === 'LATENT' ? 'warning' : coveredBy ? 'note' : 'error');
  const location = (step: Step): object => {
    const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(step.source ?? '') ?? [];
    return {
      physicalLocation: {
        artifactLocation: { uri: uriOf(file ?? step.template, base) },
        region: file === undefined ? { startLine: step.line ?? 1 } : { startLine: Number(line), startColumn: Number(column) },
      },
      logicalLocations: [{ fullyQualifiedName: step.construct ?? `${step.stack}/${step.logicalId ?? ''}` }],
      message: { text: step.says },
    };
  };
  const results = report.findings.map((finding) => ({
    ruleId: `${finding.pass}/${finding.kind}`, ruleIndex: kinds.indexOf(`${finding.pass}/${finding.kind}`), level: level(finding),
    message: { text: `${finding.verdict}: ${finding.message}. ${finding.why === undefined ? '' : `Not told: ${finding.why}. `}Fix: ${finding.fix}.` },
    locations: finding.steps.slice(-1).map(location),
    ...(finding.steps.length > 1 ? { codeFlows: [{ threadFlows: [{ locations: finding.steps.map((step) => ({ location: location(step) })) }] }] } : {}),
    partialFingerprints: { findingId: finding.id },
  }));
  const driver = { name: 'understudy-prove', informationUri: 'https://github.com/cdk-understudy/cdk-understudy', rules: kinds.map((id) => ({ id })) };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [{ tool: { driver }, results, columnKind: 'utf16CodeUnits' }] }, undefined, 2)}\n`;
}

function uriOf(file: string, base: string): string {
  const path = relative(base, file);
  return (path.startsWith('..') ? file : path).split('\\').join('/').split('/').map(encodeURIComponent).join('/');
}

/** The report as JUnit XML: one case per claim. */
export function formatJunit(report: ProofReport): string {
  const byId = new Map(report.findings.map((finding) => [finding.id, finding]));
  const failed = report.claims.filter(({ verdict }) => verdict !== 'PROVED');
  const cases = report.claims.map(({ from, to, verdict, findings }) => {
    const name = `  <testcase classname="isolation" name="${xml(`${from} does not reach ${to}`)}"`;
    if (verdict === 'PROVED') return `${name}/>`;
    const told = findings.map((id) => byId.get(id)).filter((finding) => finding !== undefined).map(({ verdict: which, message, fix }) => `${which} ${message}; ${fix}`);
    return `${name}>\n    <failure type="${verdict}" message="${findings.length} findings">${xml(told.join('\n'))}</failure>\n  </testcase>`;
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuite name="isolation" tests="${report.claims.length}" failures="${failed.length}">`, ...cases, '</testsuite>', ''].join('\n');
}

function xml(text: string): string {
  return text.replaceAll(/[^\P{C}\n]/gu, '?')
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
