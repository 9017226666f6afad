import type { Evidence, LedgerFacts, ParityPair, ProofFinding } from '../evidence/evidence';
import { isOpen } from '../evidence/facts/open-finding';
import type { SynthReport } from './synth-report';
import { outcomeOf, together, type Finding, type PolicyVerdict, type Verdicts } from './validation-report';

type Judged = Pick<SynthReport, 'outcome' | 'platform' | 'policies' | 'findings'>;

/**
 * What was judged, with what the evidence proves beside it: isolation always, parity where it was asked for. What could not be proved for a
 * platform is not fine. A proof that the app registers itself has spoken already.
 */
export function withProofs<Facts extends Judged>(facts: Facts, { proof, parity }: Pick<Evidence, 'proof' | 'parity'>, wasParityAsked: boolean): Facts {
  const proofs = [
    ...(facts.platform === undefined ? [] : [isolation(proof)]),
    ...(wasParityAsked ? [parityVerdicts(parity)] : []),
  ].filter(({ policies }) => !policies.some(({ policy }) => facts.policies.some((known) => known.policy === policy)));
  const all = together(facts, ...proofs);
  return { ...facts, ...all, outcome: outcomeOf(all.policies) };
}

function isolation({ state, why, findings }: Evidence['proof']): Verdicts {
  const policy = 'IsolationProof';
  const counted = findings.filter(({ verdict }) => verdict !== 'LATENT');
  const open = counted.filter(isOpen);
  return {
    policies: [{ ...verdictOf(policy, state, why), findings: open.length, acknowledged: counted.length - open.length }],
    findings: open.map((finding) => leak(policy, finding)),
  };
}

function leak(policy: string, { kind, verdict, message, why, fix, steps: [step] }: ProofFinding): Finding {
  return {
    policy, rule: `${policy}-${kind}`, severity: verdict === 'LEAK' ? 'fatal' : 'error', description: why === undefined ? message : `${message} (${why})`, fix, crashed: false,
    constructs: step === undefined ? [] : [{ path: step.construct, template: step.template, ...(step.source === undefined ? {} : { source: step.source }) }],
  };
}

function parityVerdicts({ state, why, pairs }: Evidence['parity']): Verdicts {
  const policy = 'ParityProof';
  const findings = pairs.flatMap((pair) => pair.undeclared.map((row) => difference(policy, pair, row)));
  return { policies: [{ ...verdictOf(policy, state, why), findings: findings.length, acknowledged: 0 }], findings };
}

function difference(policy: string, { from, to }: ParityPair, { says, path, construct, source, ...values }: LedgerFacts): Finding {
  return {
    policy, rule: `${policy}-undeclared-difference`, severity: 'error', crashed: false,
    description: says ?? `${path} is ${values.from ?? 'nothing'} in ${from} and ${values.to ?? 'nothing'} in ${to}, with the same parameters`,
    fix: `make it a parameter of the environment, or the same in both; "understudy parity ${from} ${to}" tells more`,
    constructs: [{ path: construct, ...(source === undefined ? {} : { source }) }],
  };
}

function verdictOf(policy: string, state: Evidence['verdict'], why: string | undefined): Pick<PolicyVerdict, 'policy' | 'success' | 'error'> {
  return { policy, success: state === 'holds', ...(state === 'not-evaluated' ? { error: why ?? 'it was not evaluated' } : {}) };
}
