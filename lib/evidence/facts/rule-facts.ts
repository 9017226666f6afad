import { packs } from '../../../policies/packs/rule-reference';
import { requirements } from '../../../policies/requirements';
import type { FindingFacts, PolicyFacts, RequirementFacts, RuleFacts, Section, State } from '../evidence';
import type { PolicyReport } from '../read/read-policy-report';

/** How every rule of this library's packs stands. `countOf` says how many resources of some types there are. */
export function ruleFacts(report: PolicyReport, countOf: (types: readonly string[]) => number): RuleFacts[] {
  return packs.flatMap(({ name: pack, rules }) => {
    const policy = report.policies.find((each) => each.policy === pack);
    return rules.map(({ id, claim, severity, serves, judges }): RuleFacts => {
      const rule = `${pack}-${id}`;
      const open = report.findings.filter((finding) => finding.policy === pack && ruleOf(finding) === rule);
      const accepted = report.accepted.filter((row) => row.rule.split('[')[0] === `${pack}::${rule}`);
      return {
        id: `${pack}::${rule}`, pack, claim, locked: severity === 'fatal', serves, state: stateOf(policy, open),
        judged: countOf([...judges.matchAll(/`([^`]+)`/g)].map(([, type]) => type ?? '')),
        findings: places(open), accepted: accepted.reduce((sum, { constructs }) => sum + constructs.length, 0),
      };
    });
  });
}

function stateOf(policy: PolicyFacts | undefined, open: readonly FindingFacts[]): State {
  if (open.length > 0) return 'fails';
  return policy === undefined || policy.error !== undefined ? 'not-evaluated' : policy.state === 'not-evaluated' ? 'not-evaluated' : 'holds';
}

/** The rule that a finding is about, also when it crashed. */
function ruleOf({ rule }: FindingFacts): string {
  const crashed = /^(.+)-rule-crashed\[(.+)\]$/.exec(rule);
  return crashed === null ? rule.split('[')[0] ?? rule : `${crashed[1]}-${crashed[2]}`;
}

function places(findings: readonly FindingFacts[]): number {
  return findings.reduce((sum, finding) => sum + Math.max(1, finding.places.length), 0);
}

/** What serves each requirement. */
export function requirementFacts(rules: readonly RuleFacts[], sections: readonly Section[]): RequirementFacts[] {
  return requirements.map(({ id, title }) => {
    const serving = rules.filter(({ serves }) => serves.includes(id));
    return {
      id, title, rules: serving.map((rule) => rule.id), points: sections.filter((section) => section.requirements.includes(id)).map((section) => section.id),
      findings: serving.reduce((sum, { findings }) => sum + findings, 0),
    };
  });
}
