import { App, Stack, Validations } from 'aws-cdk-lib';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IsolationProof } from '../../policies/isolation/isolation-proof';
import { runProve, type ProveRequest } from '../../policies/isolation/run-prove';
import { CARRIES, ZONE_KINDS } from '../../policies/isolation/zones';
import { LEAKS, judge } from '../../bench/mutations/run-mutations';
import { CLEAN_WORLDS } from '../../bench/mutations/world';
import { PASSES, type Pass } from '../../policies/isolation/finding';
import { BENIGN } from '../../bench/mutations/benign';
import { UNTOLD_KINDS } from '../../bench/mutations/run-mutations';
import { makeStack } from '../assembly/make-stack';
import { testApp } from '../synthesize';
import { PRODUCTION, prove, STAGING, synthesizeTwo, told, ZONES } from './two-accounts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'understudy-prove-'));

function written(name: string, content: unknown): string {
  const file = join(folder(), name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const trusting = (principal: unknown, more: object = {}): object => ({ Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }] }, ...more } });
const leaky = synthesizeTwo((production) => new Role(production, 'Door', { assumedBy: new AccountPrincipal(STAGING) })).directory;
const clean = synthesizeTwo((production) => new Role(production, 'Door', { assumedBy: new AccountPrincipal(PRODUCTION) })).directory;
const zones = written('zones.json', ZONES);
const run = (more: Partial<ProveRequest>): { exitCode: number; text: string } => runProve({ directories: [leaky], zones, today: '2026-01-15', ...more });

describe('understudy prove', () => {
  test('ends with 0 when every claim is proved and with 1 on a leak', () => {
    expect([run({ directories: [clean] }).exitCode, run({}).exitCode]).toEqual([0, 1]);
  });

  test('prints the same bytes for the same input, in every format', () => {
    for (const format of ['text', 'json', 'sarif', 'junit'] as const) expect(run({ format }).text).toBe(run({ format }).text);
  });

  test('tells people the way, the request, the fix and what it rests on', () => {
    const { text } = run({});
    expect(text).toMatch(/^LEAK staging can assume the role .* of production$/m);
    expect(text).toMatch(/account 111111111111, Production\/Door\/Resource \(Door.*\): role .* lets in principals of account 222222222222/);
    expect(text).toMatch(/made in .*prove\.test\.ts:\d+:\d+/);
    expect(text).toMatch(/request: action=sts:assumerole aws:principalaccount=222222222222/);
    expect(text).toMatch(/or declare: \{"id":"staging-production"/);
    expect(text).toMatch(/This rests on:\n {2}1\. /);
    expect(text).toMatch(/LEAK: 1 leaks, 0 unknown, 0 latent\n$/);
  });

  test('writes SARIF 2.1.0 with the place in the source', () => {
    const log = JSON.parse(run({ format: 'sarif' }).text) as { version: string; runs: { results: { ruleId: string; level: string; locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[] }[] }[] };
    const [result] = log.runs[0]?.results ?? [];
    expect([log.version, result?.ruleId, result?.level]).toEqual(['2.1.0', 'trust/role-trusts-zone', 'error']);
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('test/isolation/prove.test.ts');
    expect(result?.locations[0]?.physicalLocation.region.startLine).toBeGreaterThan(1);
  });

  test('writes JUnit with one case for each claim', () => {
    const { text } = run({ format: 'junit' });
    expect(text.match(/<testcase /g)).toHaveLength(2);
    expect(text).toContain('<testsuite name="isolation" tests="2" failures="1">');
    expect(text).toContain('name="staging does not reach production"');
  });

  test('writes the report to a file', () => {
    const output = join(folder(), 'proof.json');
    expect(run({ format: 'json', output }).text).toBe('');
    expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({ version: 1, verdict: 'LEAK', counted: { accounts: 2 } });
  });

  test('reads bare templates in JSON and YAML', () => {
    const yaml = written('app.yaml', `Resources:\n  Door:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Statement:\n          - Effect: Allow\n            Principal: { AWS: !Sub "arn:aws:iam::${STAGING}:root" }\n            Action: sts:AssumeRole\n`);
    const json = written('other.json', { Resources: {} });
    const { exitCode, text } = run({ directories: [], templates: [{ file: yaml, account: PRODUCTION, region: 'eu-west-1' }, { file: json, account: STAGING, region: 'eu-west-1' }] });
    expect(exitCode).toBe(1);
    expect(text).toMatch(/app\.yaml:7/);
  });

  test('tells two assemblies with the same stack names apart', () => {
    expect(run({ directories: [leaky, clean] }).text).toMatch(/of 2 accounts/);
  });
});

describe('input of understudy prove that cannot be used', () => {
  const withZones = (content: unknown): Partial<ProveRequest> => ({ zones: written('zones.json', content) });
  const zone = (accounts: unknown[], more: object = {}): object => ({ kind: 'staging', accounts, ...more });
  const cases: readonly (readonly [string, () => Partial<ProveRequest>, RegExp])[] = [
    ['nothing to read', () => ({ directories: [] }), /must be given an assembly directory or a template/],
    ['a directory without manifest', () => ({ directories: [folder()] }), /must be a cloud assembly with a manifest\.json; run cdk synth first\n$/],
    ['a zones file that is missing', () => ({ zones: '/nowhere/zones.json' }), /^\/nowhere\/zones\.json: must exist\n$/],
    ['a zones file that is cut off', () => withZones('{"zones": {'), /zones\.json: must be JSON, got .*; the file may be cut off\n$/],
    ['an account in two zones', () => withZones({ zones: { a: zone([STAGING]), b: zone([STAGING]) } }), /- zones\.b\.accounts: must not repeat an account of zone a; an account belongs to one zone, got "222222222222"\n$/],
    ['a pathway to an unknown zone', () => withZones({ zones: { a: zone([STAGING]) }, pathways: [{ id: 'p', from: 'a', to: 'nowhere', carries: 'deploy', why: 'w', owner: 'o' }] }), /- pathways\.0: must lead between declared zones, got "nowhere"\n$/],
    ['several problems at once', () => withZones({ zones: { a: { kind: 'attic', accounts: [12] }, b: zone([STAGING]) } }), /has 2 problems\n- zones\.a\.kind: must be one of production, .*, got "attic"\n- zones\.a\.accounts: must be account ids of twelve digits, as texts, got "12"\n$/],
    ['no zones at all', () => withZones([]), /must be an object with zones; see docs\/zones\.schema\.json\n$/],
    ['no zones for an assembly without understudy.json', () => { const { zones: _, ...rest } = { zones: undefined, directories: [clean] }; return { ...rest, zones: undefined as never }; }, /--zones: must name a file, as no assembly holds an understudy\.json/],
    ['an assumption without a date', () => withZones({ zones: { a: zone([STAGING]) }, assumptions: [{ covers: '*', why: 'w', owner: 'o', until: 'soon' }] }), /- assumptions\.0\.until: must be a date such as 2026-12-31, got "soon"\n$/],
    ['the same assembly twice', () => ({ directories: [clean, clean, clean] }), /must be given once\n$/],
    ['one zone only', () => withZones({ zones: { a: zone([STAGING]) } }), /- zones: must name at least two zones with their accounts, as the proof is about what lies between them, got \["a"\]\n$/],
    ['a domain in two zones', () => withZones({ zones: { a: zone([STAGING], { domains: ['a.example.com'] }), b: zone([PRODUCTION], { domains: ['A.example.com.'] }) } }), /- zones\.b\.domains: must not repeat a domain of zone a; a name belongs to one zone, got "a\.example\.com"\n$/],
    ['ports that are none', () => withZones({ zones: { a: zone([STAGING]), b: zone([PRODUCTION]) }, pathways: [{ id: 'p', from: 'a', to: 'b', carries: 'shared-service', why: 'w', owner: 'o', ports: [0] }] }), /- pathways\.0\.ports: must be a list of port numbers such as \[443\], got \[0\]\n$/],
    ['units in a circle', () => withZones({ zones: { a: zone([STAGING]), b: zone([PRODUCTION]) }, organization: { id: 'o-example1234', units: { 'ou-ab12-11111111': { parent: 'ou-ab12-22222222' }, 'ou-ab12-22222222': { parent: 'ou-ab12-11111111' } } } }), /- organization\.units\.ou-ab12-11111111\.parent: must not lead back to the unit itself, got "ou-ab12-11111111"/],
    ['a unit below nothing', () => withZones({ zones: { a: zone([STAGING]), b: zone([PRODUCTION]) }, organization: { id: 'o-example1234', units: { 'ou-ab12-11111111': { parent: 'attic' } } } }), /- organization\.units\.ou-ab12-11111111\.parent: must be a listed unit or the root, such as r-ab12, got "attic"\n$/],
    ['a zones file that is a directory', () => ({ zones: folder() }), /: must be a plain file\n$/],
    ['a bare template for no account', () => ({ directories: [], templates: [{ file: written('t.json', '{}'), account: 'x', region: 'eu-west-1' }] }), /^--account: must be an account id of twelve digits, got "x"\n$/],
    ['an output that cannot be written', () => ({ output: '/nowhere/else/proof.txt' }), /--output: must be a file that can be written/],
    ['a template nested too deeply', () => ({ directories: [], templates: [{ file: written('t.json', `{"Resources":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}}`), account: STAGING, region: 'eu-west-1' }] }), /nested too deeply|must be|Type/],
  ];
  test.each(cases)('%s: one clear message and exit code 2', (_, make, message) => {
    const { exitCode, text } = run(make());
    expect([exitCode, text.includes('    at ')]).toEqual([2, false]);
    expect(text).toMatch(message);
  });
});

describe('the zones schema', () => {
  const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/zones.schema.json'), 'utf8')) as { $defs: { zone: { properties: { kind: { enum: string[] } } }; pathway: { properties: { carries: { enum: string[] } } } } };
  test('allows the kinds that the prover knows', () => {
    expect(schema.$defs.zone.properties.kind.enum).toEqual([...ZONE_KINDS]);
    expect(schema.$defs.pathway.properties.carries.enum).toEqual([...CARRIES]);
  });
});

describe('verdicts', () => {
  const door = { Door: trusting({ AWS: STAGING }) };
  const stacks = (production: object, staging: object = {}): ReturnType<typeof makeStack>[] => [makeStack('Production', PRODUCTION, { Resources: production as never }), makeStack('Staging', STAGING, { Resources: staging as never })];
  const pathway = (carries: string, from = 'staging', to = 'production'): object => ({ id: 'p', from, to, carries, why: 'w', owner: 'o' });

  test('a declared pathway permits the crossing it carries', () => {
    expect(prove(stacks(door), { ...ZONES, pathways: [pathway('deploy')] }).verdict).toBe('PROVED');
  });

  test('a pathway permits nothing else', () => {
    expect(told(prove(stacks(door), { ...ZONES, pathways: [pathway('log-delivery')] }))).toEqual(['LEAK role-trusts-zone staging>production Door']);
  });

  test('a role for a pathway may not do more than the pathway carries', () => {
    const role = trusting({ AWS: STAGING }, { Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['route53:*', 's3:GetObject'], Resource: '*' }] } }] });
    const [finding] = prove(stacks({ Door: role }), { ...ZONES, pathways: [pathway('dns-delegation')] }).findings;
    expect(finding?.message).toMatch(/may do more than the pathway carries: s3:getobject$/);
  });

  test('a boundary limits what a role in a third account can be used for', () => {
    const third = (boundary: string): ReturnType<typeof makeStack> => makeStack('Shared', '333333333333', { Resources: {
      Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'boundary', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: boundary, Resource: '*' }] } } },
      Bridge: trusting({ AWS: STAGING }, { RoleName: 'bridge', PermissionsBoundary: { Ref: 'Boundary' }, Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] } }] }) as never,
    } });
    const three = { ...ZONES, zones: { ...ZONES.zones, shared: { kind: 'shared', accounts: ['333333333333'] } }, pathways: [pathway('deploy', 'staging', 'shared'), pathway('deploy', 'shared', 'production')] };
    const inner = { Inner: trusting({ AWS: 'arn:aws:iam::333333333333:role/bridge' }) };
    const zonesWithoutActing = { ...three, pathways: [{ ...pathway('monitoring', 'shared', 'staging'), id: 'm' }] };
    const kinds = (boundary: string): string[] => prove([...stacks(inner), third(boundary)], zonesWithoutActing).findings.map(({ kind, from, to }) => `${kind} ${from.join()}>${to}`);
    expect(kinds('sts:*')).toContain('role-trusts-zone-over-third-account staging>production');
    expect(kinds('s3:*')).not.toContain('role-trusts-zone-over-third-account staging>production');
  });

  test.each([
    ['a service control policy on staging', 'SERVICE_CONTROL_POLICY', STAGING], ['a resource control policy on production', 'RESOURCE_CONTROL_POLICY', PRODUCTION], ['a policy on the root', 'SERVICE_CONTROL_POLICY', 'r-ab12'],
  ])('%s that denies the crossing proves it', (_, Type, target) => {
    const guard = { Guard: { Type: 'AWS::Organizations::Policy', Properties: { Type, TargetIds: [target], Content: { Statement: [{ Effect: 'Deny', Action: 'sts:*', Resource: '*', Condition: { StringNotEqualsIfExists: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } } }] } } } };
    const management = makeStack('Management', '444444444444', { Resources: guard });
    const three = { ...ZONES, zones: { ...ZONES.zones, management: { kind: 'shared', accounts: ['444444444444'] } } };
    expect(prove([...stacks(door), management], three).verdict).toBe('PROVED');
    expect(prove([...stacks(door), makeStack('Management', '444444444444', { Resources: {} })], three).verdict).toBe('LEAK');
  });

  describe('units of the organisation', () => {
    const units = { 'ou-ab12-11111111': { parent: 'r-ab12', accounts: [PRODUCTION] }, 'ou-ab12-22222222': { parent: 'r-ab12' }, 'ou-ab12-33333333': { parent: 'ou-ab12-22222222', accounts: [STAGING] } };
    const standing = (more: object = {}): object => ({ ...ZONES, organization: { id: 'o-example1234', ...more } });
    const guarded = (target: string, file: object): string => prove([...stacks({ ...door, Guard: { Type: 'AWS::Organizations::Policy', Properties: { Type: 'SERVICE_CONTROL_POLICY', TargetIds: [target], Content: { Statement: [{ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' }] } } } })], file).verdict;

    test('a policy on a unit binds the accounts below it, and no others', () => {
      expect([guarded('ou-ab12-22222222', standing({ units })), guarded('ou-ab12-11111111', standing({ units })), guarded('ou-ab12-22222222', standing())]).toEqual(['PROVED', 'LEAK', 'LEAK']);
    });

    test('no policy binds the management account', () => {
      expect(guarded('r-ab12', standing({ managementAccount: STAGING }))).toBe('LEAK');
    });

    test('a condition on the path lets in who stands there', () => {
      const open = (path: string): object => ({ Door: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': path } } }] } } } });
      const verdict = (path: string, file: object): string => prove(stacks(open(path)), file).verdict;
      expect([verdict('o-example1234/r-ab12/ou-ab12-22222222/*', standing({ units })), verdict('o-example1234/r-ab12/ou-ab12-11111111/*', standing({ units })), verdict('o-example1234/r-ab12/ou-ab12-11111111/*', standing()), verdict('o-example1234/*', standing())])
        .toEqual(['LEAK', 'PROVED', 'UNKNOWN', 'LEAK']);
    });

    test('a share with a unit is a leak for those below it', () => {
      const share = { Share: { Type: 'AWS::RAM::ResourceShare', Properties: { Name: 's', Principals: ['arn:aws:organizations::999999999999:ou/o-example1234/ou-ab12-22222222'] } } };
      expect([prove(stacks(share), standing({ units })).verdict, prove(stacks(share), standing()).verdict]).toEqual(['LEAK', 'UNKNOWN']);
    });
  });

  test('who perhaps holds a role of a third account perhaps does what the role may do', () => {
    const third = makeStack('Shared', '333333333333', { Parameters: { Peer: { Type: 'String' } }, Resources: { Bridge: { ...trusting({ AWS: { Ref: 'Peer' } }, { RoleName: 'bridge', Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] } }] }) } as never } });
    const report = prove([...stacks({ Door: trusting({ AWS: 'arn:aws:iam::333333333333:role/bridge' }) }), third], { ...ZONES, zones: { ...ZONES.zones, shared: { kind: 'shared', accounts: ['333333333333'] } } });
    expect(told(report)).toContain('UNKNOWN role-trusts-zone-over-third-account staging>production Door');
  });

  test('what is not told is unknown, fails, and says why', () => {
    const report = prove([makeStack('Production', PRODUCTION, { Parameters: { Peer: { Type: 'String' } }, Resources: { Door: trusting({ AWS: { Ref: 'Peer' } }) as never } }), makeStack('Staging', STAGING, { Resources: {} })]);
    expect([report.verdict, report.findings[0]?.verdict, report.findings[0]?.why]).toEqual(['UNKNOWN', 'UNKNOWN', 'a part of the policy is not told by the templates']);
  });

  test('a dated and owned assumption covers an unknown until its day, and never a leak', () => {
    const unknown = { Thing: { Type: 'Acme::Vault::Secret' } };
    const assumption = (until: string): object => ({ ...ZONES, assumptions: [{ covers: 'net/type-not-classified:*', why: 'w', owner: 'o', until }, { covers: '*', why: 'w', owner: 'o', until }] });
    const states = (until: string): unknown[] => [prove(stacks(unknown), assumption(until)).verdict, prove(stacks(unknown), assumption(until)).assumptions.map(({ state }) => state)];
    expect(states('2026-01-15')).toEqual(['PROVED', ['used', 'unused']]);
    expect(states('2026-01-14')).toEqual(['UNKNOWN', ['expired', 'expired']]);
    expect(prove(stacks(door), assumption('2026-12-31')).verdict).toBe('LEAK');
  });

  test('an account of a zone without templates is unknown', () => {
    expect(told(prove([makeStack('Staging', STAGING, { Resources: {} })]))).toEqual(['UNKNOWN account-without-templates staging>production ']);
  });

  test('a stack without account, or of an account in no zone, leaves every claim unknown', () => {
    const report = prove([...stacks({}), makeStack('Other', '999999999999', { Resources: {} }), { path: 'Nowhere', account: undefined, region: undefined, templateFile: '/x', template: {} }]);
    expect(told(report)).toEqual(['UNKNOWN account-in-no-zone *>* Other', 'UNKNOWN stack-without-account *>* Nowhere']);
    expect(report.claims.every(({ verdict }) => verdict === 'UNKNOWN')).toBe(true);
  });

  test('an undeclared crossing that is harmless today is latent, with the pathway that would make it legitimate', () => {
    const report = prove(stacks({ Guard: { Type: 'AWS::EC2::SecurityGroupIngress', Properties: { IpProtocol: 'tcp', CidrIp: '10.20.0.0/24' } } }));
    expect([report.verdict, ...told(report)]).toEqual(['PROVED', 'LATENT rule-admits-zone staging>production Guard']);
    expect(report.findings[0]?.pathway).toMatchObject({ from: 'staging', to: 'production', carries: 'shared-service' });
  });

  test('attached to one transit gateway, two zones are kept apart by route tables of their own only', () => {
    const gateway = (defaults: string, propagated: string): object => ({
      Hub: { Type: 'AWS::EC2::TransitGateway', Properties: { DefaultRouteTableAssociation: defaults, DefaultRouteTablePropagation: defaults } },
      A: { Type: 'AWS::EC2::TransitGatewayAttachment', Properties: { TransitGatewayId: { Ref: 'Hub' }, VpcId: 'x' } },
      Table: { Type: 'AWS::EC2::TransitGatewayRouteTable', Properties: { TransitGatewayId: { Ref: 'Hub' } } },
      Uses: { Type: 'AWS::EC2::TransitGatewayRouteTableAssociation', Properties: { TransitGatewayAttachmentId: { Ref: 'A' }, TransitGatewayRouteTableId: { Ref: 'Table' } } },
      Reaches: { Type: 'AWS::EC2::TransitGatewayRouteTablePropagation', Properties: { TransitGatewayAttachmentId: propagated, TransitGatewayRouteTableId: { Ref: 'Table' } } },
    });
    const parameter = makeStack('Hubs', PRODUCTION, { Resources: {}, Outputs: { Hub: { Value: 'x' } } });
    const other = { B: { Type: 'AWS::EC2::TransitGatewayAttachment', Properties: { TransitGatewayId: `⟨${PRODUCTION}|Production/Hub⟩`, VpcId: 'x' } } };
    const leaks = (defaults: string, propagated: string): boolean => prove([...stacks(gateway(defaults, propagated), other), parameter]).findings.some(({ kind }) => kind === 'shared-transit-gateway');
    expect([leaks('enable', 'x'), leaks('disable', 'x'), leaks('disable', `⟨${STAGING}|Staging/B⟩`)]).toEqual([true, false, true]);
  });

  test('acknowledgements change nothing and are listed', () => {
    const [production, staging] = stacks({ Door: { ...trusting({ AWS: STAGING }), Metadata: { cdk_nag: { rules_to_suppress: [{ id: 'IsolationProof-trust', reason: 'we know' }] } } } });
    const report = prove([production, staging].filter((stack) => stack !== undefined));
    expect([report.verdict, report.acknowledgements]).toEqual(['LEAK', ['Production/Door: IsolationProof-trust']]);
  });
});

describe('the plugin IsolationProof', () => {
  const validated = (build: (app: App) => void): { directory: string; failed: boolean } => {
    const app = testApp({ sources: true });
    build(app);
    Validations.of(app).addPlugins(new IsolationProof({ zonesFile: zones }));
    const exitCode = process.exitCode;
    const silenced = jest.spyOn(console, 'log').mockReturnValue(undefined);
    const quiet = jest.spyOn(console, 'error').mockReturnValue(undefined);
    let failed = false;
    try {
      app.synth();
      failed = process.exitCode === 1;
    } catch {
      failed = true;
    } finally {
      silenced.mockRestore();
      quiet.mockRestore();
      process.exitCode = exitCode;
    }
    return { directory: app.outdir, failed };
  };
  const two = (principal: string) => (app: App): void => {
    new Stack(app, 'Staging', { env: { account: STAGING, region: 'eu-west-1' } });
    new Role(new Stack(app, 'Production', { env: { account: PRODUCTION, region: 'eu-west-1' } }), 'Door', { assumedBy: new AccountPrincipal(principal) });
  };

  test('fails a synthesis that leaks and passes one that does not', () => {
    expect(validated(two(STAGING)).failed).toBe(true);
    expect(validated(two(PRODUCTION)).failed).toBe(false);
  });
});

describe('every part of the prover is needed', () => {
  const [world] = CLEAN_WORLDS;
  const kinds = [...LEAKS, ...UNTOLD_KINDS];
  const byPass: Readonly<Partial<Record<Pass, string>>> = {
    'trust': 'a role trusts the account of staging', 'resource-policies': 'a policy lets in the account', 'services': 'a topic takes messages of any bucket',
    'federation': 'federation with any repository', 'network': 'one transit gateway for both', 'data': 'a volume from a snapshot of an unknown owner',
    'strings': 'an account id as a number', 'name-resolution': 'a name delegated to servers of an unknown zone', 'delivery': 'a stack deployed with a role of staging', 'net': 'a type that nobody lists',
  };
  test.each(Object.entries(byPass))('without the pass %s, "%s" is missed', (pass, name) => {
    const kind = kinds.find((one) => one.name === name);
    if (!kind || !world) throw new Error(`no kind ${name}`);
    expect(judge(kind, world, 1).result).not.toBe('missed');
    expect(judge(kind, world, 1, { without: [pass as Pass] }).result).toBe('missed');
  });

  test('every pass has such a case', () => {
    expect(PASSES.filter((pass) => byPass[pass] === undefined)).toEqual([]);
    expect(BENIGN.length).toBeGreaterThan(100);
  });
});
