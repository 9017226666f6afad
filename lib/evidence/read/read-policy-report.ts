import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../../../policies/assembly/read-file';
import type { AcceptedFacts, FindingFacts, PlaceFacts, PolicyFacts } from '../evidence';
import { Given } from './given';

/** What the policies of an app have said. */
export interface PolicyReport {
  readonly policies: readonly PolicyFacts[];
  readonly findings: readonly FindingFacts[];
  readonly accepted: readonly AcceptedFacts[];
  /** Why it cannot be told what the policies say. */
  readonly why?: string;
}

const file = 'validation-report.json';

/** How a policy report is read. */
export interface PolicyReportOptions {
  /** Names of the policies that judge the app; undefined where nobody has said. */
  readonly registered: readonly string[] | undefined;
  /** The report was just written, so that a policy it does not name has found nothing. The CDK leaves such policies out. */
  readonly isFresh: boolean;
  /** Source files are told relative to this directory where they lie below it. */
  readonly shorten: (path: string) => string;
}

/** Reads what the CDK wrote down of the policies of the apps that made the assemblies in `directories`. */
export function readPolicyReport(directories: readonly string[], options: PolicyReportOptions): PolicyReport {
  const paths = directories.map((directory) => join(directory, file));
  const missing = paths.filter((path) => !existsSync(path));
  const plugins = paths.filter((path) => existsSync(path)).flatMap((path) => new Given(readJson(path), path).at('pluginReports').list());
  const known = merged(plugins.map(policyOf));
  const silent = (options.registered ?? []).filter((name) => !known.some(({ policy }) => policy === name));
  const unsure = missing.length > 0 && !options.isFresh;
  return {
    policies: [...known, ...silent.map((policy): PolicyFacts => ({ policy, state: unsure ? 'not-evaluated' : 'holds', findings: 0, accepted: 0 }))],
    findings: plugins.flatMap((plugin) => findingsOf(plugin, options.shorten)),
    accepted: acceptedOf(plugins),
    ...(unsure || plugins.length + silent.length === 0 ? { why: `no ${file} says what policies have found` } : {}),
  };
}

function policyOf(plugin: Given): PolicyFacts {
  const places = (list: readonly Given[]): number => list.reduce((sum, violation) => sum + Math.max(1, violation.at('violatingConstructs').list().length), 0);
  const found = plugin.at('violations').list();
  const error = plugin.at('metadata').at('error');
  const failed = plugin.at('conclusion').textOr('failure') !== 'success';
  return {
    policy: plugin.at('pluginName').text(), state: failed ? 'fails' : 'holds', findings: places(found), accepted: places(plugin.at('suppressedViolations').list()),
    ...(failed && found.length === 0 ? { error: error.textOr('the policy could not judge') } : {}),
  };
}

/** A plugin may report once for the app and again for a stage. */
function merged(policies: readonly PolicyFacts[]): PolicyFacts[] {
  const byName = new Map<string, PolicyFacts>();
  for (const next of policies) {
    const found = byName.get(next.policy);
    byName.set(next.policy, found === undefined ? next : {
      ...found, ...next, state: found.state === 'fails' ? 'fails' : next.state, findings: found.findings + next.findings, accepted: found.accepted + next.accepted,
    });
  }
  return [...byName.values()];
}

function findingsOf(plugin: Given, shorten: (path: string) => string): FindingFacts[] {
  return plugin.at('violations').list().map((violation): FindingFacts => {
    const fix = violation.at('suggestedFix');
    return {
      policy: plugin.at('pluginName').text(), rule: violation.at('ruleName').text(),
      severity: violation.at('customSeverity').textOr(violation.at('severity').textOr('error')),
      description: violation.at('description').textOr(''), ...(fix.isThere ? { fix: fix.text() } : {}),
      places: violation.at('violatingConstructs').list().map((place) => placeOf(place, shorten)),
    };
  }).toSorted((a, b) => compare(`${a.policy} ${a.rule} ${a.description}`, `${b.policy} ${b.rule} ${b.description}`));
}

function placeOf(place: Given, shorten: (path: string) => string): PlaceFacts {
  const resource = place.at('cloudFormationResource');
  const template = resource.at('templatePath');
  const stack = place.at('stackTraces').list()[0]?.text() ?? '';
  const source = stack.split('\n').map((line) => /\(((?!node:)[^()]+:\d+:\d+)\)/.exec(line)?.[1]).find((found) => found !== undefined);
  return {
    construct: place.at('constructPath').textOr(resource.at('logicalId').textOr('')),
    ...(template.isThere ? { template: template.text() } : {}), ...(source === undefined ? {} : { source: shorten(source) }),
  };
}

/** What was accepted, one row for each rule, description and reason. */
function acceptedOf(plugins: readonly Given[]): AcceptedFacts[] {
  const rows = new Map<string, AcceptedFacts & { readonly constructs: string[] }>();
  for (const plugin of plugins) for (const violation of plugin.at('suppressedViolations').list()) {
    const policy = plugin.at('pluginName').text();
    const rule = violation.at('acknowledgedId').textOr(`${policy}::${violation.at('ruleName').text()}`);
    const reason = violation.at('reason').textOr('');
    const key = JSON.stringify([rule, reason]);
    const row = rows.get(key) ?? { policy, rule, reason, description: violation.at('description').textOr(''), constructs: [] };
    rows.set(key, row);
    row.constructs.push(...violation.at('violatingConstructs').list().map((place) => place.at('constructPath').textOr('')));
  }
  return [...rows.values()].map((row) => ({ ...row, constructs: [...new Set(row.constructs)].toSorted(compare) })).toSorted((a, b) => compare(`${a.rule} ${a.reason}`, `${b.rule} ${b.reason}`));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
