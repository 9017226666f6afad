import { App, Validations } from 'aws-cdk-lib';
import { mkdtempSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProfessionalServices } from '../../examples/professional-services/platform';
import { addPolicies } from '../../examples/professional-services/policies';
import { collectEvidence } from '../../lib/evidence/collect-evidence';
import { formatPage } from '../../lib/evidence/page/page';
import { AssemblyStack, loadAssembly } from '../../policies/assembly/load-assembly';
import { readExceptions } from '../../policies/exceptions/read-exceptions';
import { IsolationProof } from '../../policies/isolation/isolation-proof';
import * as project from '../../cdk.json';

/** The example as `npm start` makes it: every pack, and the built-in CloudFormation validation that other tests leave out. */
function synthesize(validation: 'true' | 'false'): string {
  const before = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = validation;
  try {
    const app = new App({
      outdir: mkdtempSync(join(tmpdir(), 'understudy-example-')),
      analyticsReporting: false,
      context: { ...project.context, '@aws-cdk/core:failSynthOnValidationErrors': false, 'aws:cdk:disable-creation-stack-traces': true },
    });
    buildProfessionalServices(app);
    addPolicies(app);
    if (validation === 'true') Validations.of(app).addPlugins(new IsolationProof());
    return app.synth().directory;
  } finally {
    process.env.CDK_VALIDATION = before;
  }
}

interface PluginReport {
  readonly pluginName: string;
  readonly violations: ReadonlyArray<{ readonly ruleName: string; readonly severity?: string }>;
}

/** Reviewed: whoever changes an id here means to replace the data behind it. */
const reviewed = [
  'Compute/StorageKeyEEC2391F',
  'Data/CatalogueDomainA4159DEE',
  'Data/DocumentsBucket089EA665',
  'Data/LedgerClusterB694961F',
  'Data/ReportsBucket95FE29A2',
  'Data/WorkClusterAA1C0F0D',
  'Foundation/AccessLogsBucketCD784A59',
  'Foundation/KeysBackupsKey916FDE9B',
  'Foundation/KeysDatabaseKeyA3FC6D08',
  'Foundation/KeysDocumentsKeyCF74E0FF',
  'Foundation/KeysLogsKey55C98FCF',
  'Foundation/KeysMessagesKeyC64D4BBC',
  'Foundation/KeysSecretsKeyEA002634',
  'Integrations/CrmCredentialSecretC472BF5B',
  'Integrations/ErpCredentialSecretDB71E56A',
  'Integrations/MessagingCredentialSecret2F239BDC',
  'Integrations/PayrollCredentialSecret176EC874',
  'Integrations/SsoCredentialSecret2679949D',
  'Names/NamesPrivateD9F98571',
  'Names/NamesPublic829A0295',
  'Observability/ChecksKey9ADB4FE4',
  'Observability/ServicesBucket7C5CBC97',
  'Protection/HistoryBucket6286F777',
  'Protection/HistoryKey7C647634',
  'Recovery/EvidenceBucketC67FF768',
  'Sessions/SessionsRecordingsD60CC158',
];

const reviewedInQuarantine = ['AccessLogsBucketCD784A59', 'KeysMasking48E2C293', 'KeysSigningD455BFD1', 'RefreshRuns73CF2BD5', 'StorageKeyEEC2391F'].map((id) => `Refresh/${id}`);

const directory = synthesize('true');
const stacks = loadAssembly(directory);
const resources = stacks.flatMap(({ template }) => Object.entries(template.Resources ?? {}));

describe('the professional services platform', () => {
  test('is clean of findings of every pack, and proved to be isolated', () => {
    const { pluginReports } = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')) as { pluginReports: PluginReport[] };
    const packs = pluginReports.filter(({ pluginName }) => pluginName !== 'CloudFormation Validate');
    expect(packs.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName))).toEqual([]);
  });

  test('needs every finding that the library accepts on its own parts, but for the role that it does not have', () => {
    const states = readExceptions(directory, '2026-11-22') ?? [];
    expect(states.filter(({ standing }) => standing === 'in force').length).toBeGreaterThan(50);
    expect(states.filter(({ standing }) => standing !== 'in force').map(({ standing, scope }) => [standing, scope])).toEqual([
      'Iso27001::Iso27001-identity-may-not-do-everything', 'NIST.800.53.R5::NIST.800.53.R5-IAMPolicyNoStatementsWithAdminAccess',
      'NIST.800.53.R5::NIST.800.53.R5-IAMPolicyNoStatementsWithFullAccess', 'AwsSolutions::AwsSolutions-IAM5',
    ].map(() => ['unneeded', '*/Identity/administrator/Policy']));
  });

  test('has evidence in which nothing fails, on a page below 3 MB', async () => {
    const evidence = collectEvidence({ directories: [directory], day: '2026-12-01', version: '0.1.0', base: process.cwd() });
    const failing = [...evidence.questions, ...evidence.points].flatMap(({ id, facts }) => facts.filter(({ state }) => state === 'fails').map(({ says }) => `${id}: ${says}`));
    expect([failing, evidence.proof.verdict, evidence.exceptions.entries.filter(({ fails }) => fails)]).toEqual([[], 'PROVED', []]);
    expect(Buffer.byteLength(await formatPage(evidence))).toBeLessThan(3_000_000);
  }, 60_000);

  test('has no template that CloudFormation would refuse', () => {
    const { pluginReports } = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')) as { pluginReports: PluginReport[] };
    const cloudFormation = pluginReports.filter(({ pluginName }) => pluginName === 'CloudFormation Validate').flatMap(({ violations }) => violations);
    expect(cloudFormation.map(({ ruleName }) => ruleName)).toEqual([]);
  });

  test('has at least 500 resources', () => expect(resources.length).toBeGreaterThanOrEqual(500));

  test('lies in seven accounts, each environment in its own', () => {
    expect([...new Set(stacks.map(({ account }) => account))].toSorted()).toEqual([
      '111111111111', '222222222222', '333333333333', '555555555555', '666666666666', '777777777777', '999999999999',
    ]);
  });

  test.each(stacks.map((stack): [string, AssemblyStack] => [stack.path, stack]))('%s stays below 400 resources and 500 KB', (_path, stack) => {
    expect(Object.keys(stack.template.Resources ?? {}).length).toBeLessThan(400);
    expect(statSync(stack.templateFile).size).toBeLessThan(500_000);
  });

  test('refers to no stack of another account', () => {
    for (const stack of stacks) {
      const others = stacks.filter(({ account }) => account !== stack.account).map(({ path }) => path.replaceAll('/', '-'));
      const text = readFileSync(stack.templateFile, 'utf8');
      expect(others.filter((name) => text.includes(`"StackName": "${name}"`))).toEqual([]);
    }
  });

  test('is the same byte for byte when it is synthesized again', () => {
    const again = synthesize('false');
    const templates = (root: string): string[] => readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.template.json')).toSorted();
    expect(templates(again)).toEqual(templates(directory));
    for (const file of templates(directory)) {
      expect(readFileSync(join(again, file), 'utf8')).toBe(readFileSync(join(directory, file), 'utf8'));
    }
  });
});

describe('stateful resources keep their logical ids, since a changed id means replaced data', () => {
  const kept = ['AWS::OpenSearchService::Domain', 'AWS::RDS::DBCluster', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Route53::HostedZone', 'AWS::SecretsManager::Secret'];
  const idsOf = (prefix: string): string[] => stacks.filter(({ path }) => path.startsWith(prefix)).flatMap(({ path, template }) =>
    Object.entries(template.Resources ?? {}).filter(([, { Type }]) => kept.includes(Type)).map(([id]) => `${path.split('/').at(-1)}/${id}`)).toSorted();

  test.each<[string, string[]]>([
    ['production, which shares snapshots', ['DataRefresh/ShareKeyE41ECF11']],
    ['staging, where masked data arrives', ['DataRefresh/DropBucketB8FC0BC9', 'DataRefresh/DropKey2C5F9C90']],
    ['training', []],
  ])('the reviewed list: %s', (name, own) => expect(idsOf(`Projects/${name.replace(/,.*/, '')}/`)).toEqual([...reviewed, ...own].toSorted()));
  test('the reviewed list: quarantine, where the keys of masking are', () => expect(idsOf('Projects/quarantine/Refresh')).toEqual(reviewedInQuarantine));
});

