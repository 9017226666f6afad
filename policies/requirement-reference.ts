import { packs } from './packs/rule-reference';
import { type RequirementTrace, requirementTrace } from './requirement-trace';
import { type Requirement, requirements } from './requirements';

/** A requirement with everything that meets it: the trace, and the rules that serve it. */
export interface TracedRequirement extends Requirement, RequirementTrace {
  readonly rules: ReadonlyArray<{ readonly pack: string; readonly id: string }>;
}

/** Every requirement in order, with what meets it. */
export function tracedRequirements(): TracedRequirement[] {
  return requirements.map((requirement) => ({
    ...requirement,
    ...(requirementTrace[requirement.id] ?? { parts: [], tests: [] }),
    rules: packs.flatMap(({ name, rules }) => rules.filter(({ serves }) => serves.includes(requirement.id)).map(({ id }) => ({ pack: name, id }))),
  }));
}

/** The text of `docs/requirements.md`. */
export function requirementReference(): string {
  const traced = tracedRequirements();
  const open = traced.filter(({ planned }) => planned !== undefined);
  return [
    '# Requirements',
    '',
    '<!-- Written by `npm run docs` from policies/requirements.ts, policies/requirement-trace.ts and the rules. Change those, not this page. -->',
    '',
    `What the system must do, and for each requirement the parts that carry it, the rules and checks that enforce it, and tests that prove it. ${traced.length}`,
    `requirements; of ${open.length} a part or all is planned, and the entry says what. SD is the staging design, ISO control 8.31 of ISO 27001:2022.`,
    '',
    '| id | requirement | parts | rules and checks | tests | planned |',
    '|---|---|---|---|---|---|',
    ...traced.map(({ id, title, parts, rules, checks = [], tests, planned }) =>
      `| [${id}](#${id.toLowerCase()}) | ${cell(title)} | ${parts.length} | ${rules.length + checks.length} | ${tests.length} | ${planned === undefined ? '' : extent(parts, tests)} |`),
    '',
    ...traced.flatMap(section),
  ].join('\n').trimEnd() + '\n';
}

function section({ id, title, source, parts, rules, checks = [], tests, planned }: TracedRequirement): string[] {
  const row = (label: string, items: readonly string[]): string[] => items.length === 0 ? [] : [`- **${label}:** ${items.join(', ')}`];
  return [
    `### ${id}`,
    '',
    `${title} (${source})`,
    '',
    ...row('Parts', parts.map(file)),
    ...row('Rules', rules.map((rule) => `[${rule.id}](rules.md#${rule.pack.toLowerCase()}-${rule.id})`)),
    ...row('Checks', checks.map(file)),
    ...row('Tests', tests.map(([path, name]) => `"${name.replaceAll('`', '')}" in [${path}](../test/${path})`)),
    ...row('Planned', planned === undefined ? [] : [planned]),
    '',
  ];
}

function extent(parts: readonly string[], tests: RequirementTrace['tests']): string {
  return parts.length === 0 && tests.length === 0 ? 'all' : 'a part';
}

function file(path: string): string {
  return `[${path.split('/').at(-1)?.replace(/\.ts$/, '') ?? path}](../${path})`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
