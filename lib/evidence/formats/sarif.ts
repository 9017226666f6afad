import type { Evidence, PlaceFacts, ProofFinding, ProofStep } from '../evidence';
import { wellFormed } from './well-formed';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const HOME = 'https://github.com/cdk-understudy/cdk-understudy';

interface SarifRule {
  readonly id: string;
  readonly text: string;
  readonly help?: string;
}

interface SarifResult {
  readonly ruleId: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly text: string;
  readonly locations: readonly object[];
  readonly fingerprint: string;
  readonly flow?: readonly object[];
  /** Why it does not count. */
  readonly justification?: string;
}

/** The findings as SARIF 2.1.0, for code scanning. What was accepted is there too, as suppressed. */
export function formatSarif(evidence: Evidence): string {
  const results = [...proofResults(evidence), ...policyResults(evidence), ...acceptedResults(evidence), ...parityResults(evidence), ...exceptionResults(evidence)];
  const rules = rulesOf(evidence, results);
  const index = new Map(rules.map(({ id }, place) => [id, place]));
  const log = {
    $schema: SCHEMA, version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'understudy-evidence', version: evidence.tool.version, informationUri: HOME, rules: rules.map(({ id, text, help }) => ({ id, shortDescription: { text }, ...(help === undefined ? {} : { help: { text: help } }) })) } },
      automationDetails: { id: `understudy/evidence/${evidence.subject.digest.slice(0, 16)}` },
      columnKind: 'utf16CodeUnits',
      results: results.map(({ ruleId, level, text, locations, fingerprint, flow, justification }) => ({
        ruleId, ruleIndex: index.get(ruleId) ?? -1, level, message: { text }, locations,
        ...(flow === undefined ? {} : { codeFlows: [{ threadFlows: [{ locations: flow.map((location) => ({ location })) }] }] }),
        partialFingerprints: { 'understudy/v1': fingerprint },
        ...(justification === undefined ? {} : { suppressions: [{ kind: 'external', justification }] }),
      })),
    }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function rulesOf({ rules }: Evidence, results: readonly SarifResult[]): SarifRule[] {
  const claims = new Map(rules.map(({ id, claim }) => [id, claim]));
  return [...new Set(results.map(({ ruleId }) => ruleId))].toSorted().map((id) => ({ id, text: claims.get(id) ?? id }));
}

function proofResults({ proof }: Evidence): SarifResult[] {
  return proof.findings.map((finding) => ({
    ruleId: `proof/${finding.kind}`, level: levelOf(finding), fingerprint: finding.id,
    text: [`${finding.verdict}: ${finding.message}.`, ...(finding.why === undefined ? [] : [`Not told: ${finding.why}.`]), `Fix: ${finding.fix}.`].join(' '),
    locations: finding.steps.slice(-1).map(stepLocation),
    ...(finding.steps.length > 1 ? { flow: finding.steps.map(stepLocation) } : {}),
    ...(finding.coveredBy === undefined ? {} : { justification: finding.coveredBy }),
  }));
}

function levelOf({ verdict, coveredBy }: ProofFinding): SarifResult['level'] {
  return verdict === 'LATENT' ? 'warning' : coveredBy === undefined ? 'error' : 'note';
}

function policyResults({ findings }: Evidence): SarifResult[] {
  return findings.flatMap(({ policy, rule, severity, description, fix, places }) => (places.length === 0 ? [{ construct: policy }] : places).map((place): SarifResult => ({
    ruleId: `${policy}::${rule}`, level: ['fatal', 'error'].includes(severity.toLowerCase()) ? 'error' : severity.toLowerCase() === 'info' ? 'note' : 'warning',
    text: `${description === '' ? rule : description}${fix === undefined ? '' : ` Fix: ${fix}`}`, locations: [placeLocation(place)], fingerprint: `${policy}::${rule} ${place.construct}`,
  })));
}

function acceptedResults({ accepted }: Evidence): SarifResult[] {
  return accepted.flatMap(({ rule, reason, description, constructs }) => constructs.map((construct): SarifResult => ({
    ruleId: rule, level: 'note', text: description === '' ? rule : description, locations: [placeLocation({ construct })], fingerprint: `${rule} ${construct}`, justification: reason,
  })));
}

function parityResults({ parity }: Evidence): SarifResult[] {
  return parity.pairs.flatMap(({ from, to, undeclared }) => undeclared.map((row): SarifResult => ({
    ruleId: 'parity/undeclared-difference', level: 'error',
    text: `${row.says ?? `${row.construct} ${row.path} differs`}: ${row.from ?? 'nothing'} in ${from}, ${row.to ?? 'nothing'} in ${to}, and no parameter says so.`,
    locations: [placeLocation({ construct: row.construct, ...(row.source === undefined ? {} : { source: row.source }) })], fingerprint: `${from} ${to} ${row.construct} ${row.path}`,
  })));
}

function exceptionResults({ exceptions }: Evidence): SarifResult[] {
  return exceptions.entries.filter(({ problems }) => problems.length > 0).map(({ rule, scope, standing, fails, problems }) => ({
    ruleId: `exceptions/${standing.replaceAll(/[^a-z]+/g, '-')}`, level: fails ? 'error' as const : 'warning' as const, text: `The exception of ${rule} at ${scope}: ${problems.join('; ')}.`,
    locations: [placeLocation({ construct: scope })], fingerprint: `${rule} ${scope}`,
  }));
}

function stepLocation({ says, construct, template, line, source }: ProofStep): object {
  return { ...placeLocation({ construct, template, ...(source === undefined ? {} : { source }) }, line), message: { text: says } };
}

/** A place in the source where that is known, in the template otherwise. */
function placeLocation({ construct, template, source }: PlaceFacts, templateLine = 1): object {
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(source ?? '') ?? [];
  const uri = file ?? template;
  const region = file === undefined ? { startLine: Math.max(1, templateLine) } : { startLine: Math.max(1, Number(line)), startColumn: Math.max(1, Number(column)) };
  return {
    ...(uri === undefined ? {} : { physicalLocation: { artifactLocation: { uri: uriOf(uri) }, region } }),
    logicalLocations: [{ fullyQualifiedName: construct, kind: 'resource' }],
  };
}

/** Names from templates may hold half a character; a URI may not. */
function uriOf(file: string): string {
  return wellFormed(file).split('/').map(encodeURIComponent).join('/');
}
