import type { AssemblyStack } from '../../../policies/assembly/load-assembly';
import { proveIsolation } from '../../../policies/isolation/prove';
import type { ProofReport, ReportedFinding, Step } from '../../../policies/isolation/report';
import { NOT_SEEN, TRUSTED_BASE } from '../../../policies/isolation/trusted-facts';
import type { Zones } from '../../../policies/isolation/zones';
import type { ProofFacts, ProofFinding, ProofStep } from '../evidence';
import { belowOneOf } from './judged';

/** How paths are told. */
export interface Paths {
  readonly directories: readonly string[];
  readonly shorten: (path: string) => string;
}

/** What is proved about the templates; without zones nothing can be. `report` is a proof that was made already. */
export function proofFacts(stacks: readonly AssemblyStack[], zones: Zones | undefined, day: string, paths: Paths, report?: ProofReport): ProofFacts {
  const nothing = { claims: [], findings: [], assumptions: [], trusted: TRUSTED_BASE, notSeen: NOT_SEEN };
  if (zones === undefined) return { state: 'not-evaluated', why: 'nobody has said which accounts belong together: there is no understudy.json, and no zones were given', ...nothing };
  if (stacks.length === 0) return { state: 'not-evaluated', why: 'there are no templates', ...nothing };
  const proof = report ?? proveIsolation(stacks, zones, { today: day });
  return {
    state: proof.verdict === 'PROVED' ? 'holds' : 'fails', verdict: proof.verdict, claims: proof.claims,
    findings: proof.findings.map((finding) => findingOf(finding, paths)),
    assumptions: proof.assumptions.map(({ covers, why, owner, until, state }) => ({ covers, why, owner, until, state })),
    trusted: TRUSTED_BASE, notSeen: NOT_SEEN,
  };
}

function findingOf({ id, pass, kind, verdict, from, to, message, why, request, fix, coveredBy, steps }: ReportedFinding, paths: Paths): ProofFinding {
  const asked = Object.entries(request ?? {}).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}=${Array.isArray(value) ? value.join('|') : String(value)}`).join(' ');
  return {
    id, kind: `${pass}/${kind}`, verdict, from, to, message, ...(why === undefined ? {} : { why }), ...(asked === '' ? {} : { request: asked }), fix,
    ...(coveredBy === undefined ? {} : { coveredBy: `${coveredBy.why} (${coveredBy.owner}, until ${coveredBy.until})` }), steps: steps.map((step) => stepOf(step, paths)),
  };
}

function stepOf({ says, account, construct, stack, logicalId, template, line, source }: Step, { directories, shorten }: Paths): ProofStep {
  return {
    says, ...(account === undefined ? {} : { account }), construct: construct ?? (logicalId === undefined ? stack : `${stack}/${logicalId}`),
    template: belowOneOf(directories, template), ...(line === undefined ? {} : { line }), ...(source === undefined ? {} : { source: shorten(source) }),
  };
}
