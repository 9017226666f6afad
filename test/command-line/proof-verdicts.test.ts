import { withProofs } from '../../lib/command-line/proof-verdicts';
import type { SynthReport } from '../../lib/command-line/synth-report';
import type { PolicyVerdict } from '../../lib/command-line/validation-report';
import type { Evidence, LedgerFacts, ProofFinding } from '../../lib/evidence/evidence';

type Proof = Evidence['proof'];
type Parity = Evidence['parity'];

const held: PolicyVerdict = { policy: 'Isolation', success: true, findings: 0, acknowledged: 0 };
const judged = { outcome: 'fine' as const, platform: 'Projects', policies: [held], findings: [] };
const finding = (verdict: ProofFinding['verdict'], more: Partial<ProofFinding> = {}): ProofFinding => ({
  id: '1', kind: 'assume-role', verdict, from: ['staging'], to: 'production', message: 'staging takes the role Admin of production', fix: 'name no role of staging there',
  steps: [{ says: 'trusts it', construct: 'production/Identity/Admin', template: 'Identity.template.json', source: 'identity.ts:1:1' }], ...more,
});
const proofWith = (state: Proof['state'], ...findings: readonly ProofFinding[]): Proof => ({ state, claims: [], findings, assumptions: [], trusted: [], notSeen: [] });
const parityWith = (state: Parity['state'], ...undeclared: readonly LedgerFacts[]): Parity => ({ state, pairs: [{ from: 'production', to: 'staging', state, parameters: [], undeclared }] });
const row = (more: Partial<LedgerFacts>): LedgerFacts => ({ parameters: [], stack: 'Own', construct: 'Own/Billing', path: 'Properties.Delay', ...more });
const proved = { proof: proofWith('holds'), parity: parityWith('holds') };

function told(facts: Pick<SynthReport, 'outcome' | 'policies'>): unknown {
  return [facts.outcome, facts.policies.map(({ policy, success, findings, acknowledged, error }) => [policy, success, findings, acknowledged, error]).slice(1)];
}

describe('what is proved beside a synthesis', () => {
  test('stands among its policies', () => {
    expect(told(withProofs(judged, proved, true))).toEqual(['fine', [['IsolationProof', true, 0, 0, undefined], ['ParityProof', true, 0, 0, undefined]]]);
  });

  test('is silent about parity where nobody asked for it, and about isolation where there is no platform', () => {
    expect(told(withProofs(judged, proved, false))).toEqual(['fine', [['IsolationProof', true, 0, 0, undefined]]]);
    expect(told(withProofs({ outcome: 'fine', policies: [held], findings: [] }, { ...proved, proof: proofWith('not-evaluated') }, false))).toEqual(['fine', []]);
  });

  test.each<[string, Partial<typeof proved>, unknown[]]>([
    ['a leak', { proof: proofWith('fails', finding('LEAK'), finding('LATENT')) }, ['IsolationProof', false, 1, 0, undefined]],
    ['a doubt that somebody vouches for', { proof: proofWith('holds', finding('UNKNOWN', { coveredBy: 'an assumption' })) }, ['IsolationProof', true, 0, 1, undefined]],
    ['no proof, and why', { proof: { ...proofWith('not-evaluated'), why: 'zones.json is missing' } }, ['IsolationProof', false, 0, 0, 'zones.json is missing']],
    ['no proof', { proof: proofWith('not-evaluated') }, ['IsolationProof', false, 0, 0, 'it was not evaluated']],
    ['an undeclared difference', { parity: parityWith('fails', row({ says: 'staging has no queue Billing' })) }, ['ParityProof', false, 1, 0, undefined]],
    ['environments that nobody compared', { parity: { ...parityWith('not-evaluated'), why: 'no report was given' } }, ['ParityProof', false, 0, 0, 'no report was given']],
  ])('counts %s', (_, evidence, expected) => {
    const facts = withProofs(judged, { ...proved, ...evidence }, true);
    expect(facts.outcome).toBe(expected[1] === true ? 'fine' : 'findings');
    expect(told(facts)).toEqual([facts.outcome, expect.arrayContaining([expected])]);
  });

  test('tells of a leak who, what and where, and puts it before the rest', () => {
    const parity = parityWith('fails', row({ from: '5', to: '9', source: 'own.ts:2:1' }), row({ says: 'staging has no queue Billing' }));
    const { findings } = withProofs(judged, { proof: proofWith('fails', finding('UNKNOWN', { why: 'a condition is not read', steps: [] }), finding('LEAK')), parity }, true);
    const fix = 'make it a parameter of the environment, or the same in both; "understudy parity production staging" tells more';
    expect(findings).toMatchObject([
      { rule: 'IsolationProof-assume-role', severity: 'fatal', description: 'staging takes the role Admin of production', constructs: [{ path: 'production/Identity/Admin', template: 'Identity.template.json', source: 'identity.ts:1:1' }] },
      { rule: 'ParityProof-undeclared-difference', severity: 'error', description: 'Properties.Delay is 5 in production and 9 in staging, with the same parameters', fix, constructs: [{ path: 'Own/Billing', source: 'own.ts:2:1' }] },
      { rule: 'ParityProof-undeclared-difference', description: 'staging has no queue Billing', fix },
      { rule: 'IsolationProof-assume-role', severity: 'error', description: 'staging takes the role Admin of production (a condition is not read)', constructs: [] },
    ]);
  });

  test('leaves the word to a proof that the app has registered itself', () => {
    const registered = { policy: 'IsolationProof', success: true, findings: 0, acknowledged: 3 };
    const facts = withProofs({ ...judged, policies: [held, registered] }, { ...proved, proof: proofWith('fails', finding('LEAK')) }, false);
    expect([facts.outcome, facts.policies]).toEqual(['fine', [held, registered]]);
  });
});
