import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one policy (a validation plugin of the app) has said. */
export interface PolicyVerdict {
  readonly policy: string;
  /** False fails the synthesis. */
  readonly success: boolean;
  /** Why the policy could not judge at all. */
  readonly error?: string;
  /** Places where a rule does not hold. */
  readonly findings: number;
  /** Places where a rule does not hold and somebody has acknowledged it with a reason. */
  readonly acknowledged: number;
}

/** A rule that does not hold, and where. */
export interface Finding {
  readonly policy: string;
  readonly rule: string;
  /** `fatal`, `error`, `warning`, `info`, or a word of the policy's own. */
  readonly severity: string;
  readonly description: string;
  readonly fix?: string;
  /** The rule broke down and says nothing about the construct. */
  readonly crashed: boolean;
  readonly constructs: readonly FindingPlace[];
}

export interface FindingPlace {
  readonly path: string;
  readonly template?: string;
  readonly logicalId?: string;
  /** File, line and column that made the construct. */
  readonly source?: string;
}

export interface Verdicts {
  readonly policies: readonly PolicyVerdict[];
  readonly findings: readonly Finding[];
}

/** The file of the CDK with what all validation plugins have said. */
export const reportFile = 'validation-report.json';

interface Report {
  readonly pluginReports?: readonly PluginReport[];
}

interface PluginReport {
  readonly pluginName: string;
  readonly conclusion: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly violations?: readonly Violation[];
  readonly suppressedViolations?: readonly Violation[];
}

interface Violation {
  readonly ruleName: string;
  readonly description?: string;
  readonly suggestedFix?: string;
  readonly severity?: string;
  readonly customSeverity?: string;
  readonly violatingConstructs?: ReadonlyArray<{
    readonly constructPath?: string;
    readonly cloudFormationResource?: { readonly templatePath?: string; readonly logicalId?: string };
    readonly stackTraces?: readonly string[];
  }>;
}

/** Reads the report of the assembly in `directory`. The CDK writes none where no policy had anything to say. */
export function readVerdicts(directory: string): Verdicts {
  const path = join(directory, reportFile);
  if (!existsSync(path)) return { policies: [], findings: [] };
  const reports = (JSON.parse(readFileSync(path, 'utf8')) as Report).pluginReports ?? [];
  return { policies: merged(reports.map(verdict)), findings: reports.flatMap(findings).toSorted(worstFirst) };
}

function verdict(report: PluginReport): PolicyVerdict {
  const error = report.conclusion === 'failure' && (report.violations ?? []).length === 0 ? report.metadata?.error : undefined;
  return {
    policy: report.pluginName,
    success: report.conclusion === 'success',
    ...(error === undefined ? {} : { error }),
    findings: places(report.violations),
    acknowledged: places(report.suppressedViolations),
  };
}

/** A plugin may report once for the app and again for a stage: one line for each name. */
function merged(verdicts: readonly PolicyVerdict[]): PolicyVerdict[] {
  const byName = new Map<string, PolicyVerdict>();
  for (const next of verdicts) {
    const found = byName.get(next.policy);
    byName.set(next.policy, found === undefined ? next : {
      ...found, ...next,
      success: found.success && next.success,
      findings: found.findings + next.findings,
      acknowledged: found.acknowledged + next.acknowledged,
    });
  }
  return [...byName.values()];
}

function places(violations: readonly Violation[] = []): number {
  return violations.reduce((sum, violation) => sum + Math.max(1, violation.violatingConstructs?.length ?? 0), 0);
}

function findings(report: PluginReport): Finding[] {
  return (report.violations ?? []).map((violation) => ({
    policy: report.pluginName,
    rule: violation.ruleName,
    severity: violation.customSeverity ?? violation.severity ?? 'error',
    description: violation.description ?? '',
    ...(violation.suggestedFix === undefined ? {} : { fix: violation.suggestedFix }),
    crashed: violation.description?.startsWith('Rule threw an error during validation') === true,
    constructs: (violation.violatingConstructs ?? []).map((construct) => ({
      path: construct.constructPath ?? '',
      ...optional('template', construct.cloudFormationResource?.templatePath),
      ...optional('logicalId', construct.cloudFormationResource?.logicalId),
      ...optional('source', source(construct.stackTraces?.[0])),
    })),
  }));
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [key in K]?: string } {
  return value === undefined ? {} : { [key]: value } as { readonly [key in K]?: string };
}

/** The first frame in the app's own code, as the CDK has shortened the stack. */
function source(stack: string | undefined): string | undefined {
  return stack?.split('\n').map((line) => /\(((?!node:)[^()]+:\d+:\d+)\)/.exec(line)?.[1]).find((place) => place !== undefined);
}

const severities = ['fatal', 'error', 'warning', 'info'];

/** What several have said, the worst first. */
export function together(...verdicts: readonly Verdicts[]): Verdicts {
  return { policies: verdicts.flatMap(({ policies }) => policies), findings: verdicts.flatMap((each) => each.findings).toSorted(worstFirst) };
}

/** Nothing is fine that one policy refuses. */
export function outcomeOf(policies: readonly PolicyVerdict[]): 'fine' | 'findings' {
  return policies.every(({ success }) => success) ? 'fine' : 'findings';
}

/** Fatal findings first, then those in most places. */
function worstFirst(a: Finding, b: Finding): number {
  return rank(a) - rank(b) || b.constructs.length - a.constructs.length || a.rule.localeCompare(b.rule, 'en');
}

function rank({ severity }: Finding): number {
  const at = severities.indexOf(severity.toLowerCase());
  return at < 0 ? 1.5 : at;
}
