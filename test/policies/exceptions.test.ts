import { App, CfnResource, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeclaredException, EncryptionChecks, ExceptionRegister, IsolationChecks } from '../../lib';
import { loadAssembly } from '../../policies/assembly/load-assembly';
import { UnusableInput } from '../../policies/assembly/unusable-input';
import { exceptionViolations } from '../../policies/exceptions/exception-findings';
import { ExceptionStanding, RecordedException, exceptionStates, isDay } from '../../policies/exceptions/exception-state';
import { readExceptions } from '../../policies/exceptions/read-exceptions';
import { testApp } from '../synthesize';

const rule = 'Encryption::Encryption-queue-is-encrypted-with-own-key';
const today = '2026-11-22';
const entry: DeclaredException = {
  rule, scope: 'staging/Work/Numbers', owner: 'reporting@example.com', reason: 'holds only numbers that everybody may read', ticket: 'REP-118', until: '2027-03-31',
};

/** Two environments with the same queues, which lack a key of their own, judged by two packs. */
function platformOfQueues(exceptions: readonly DeclaredException[], registerProps: { today?: string } = {}): App {
  const app = testApp();
  for (const [name, account] of [['production', '111111111111'], ['staging', '222222222222']] as const) {
    const stage = new Stage(app, name, { env: { account, region: 'eu-west-1' } });
    const work = new Stack(stage, 'Work');
    for (const id of ['Numbers', 'Orders']) new sqs.Queue(work, id, { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true });
    for (let index = 0; index < 12; index += 1) new CfnResource(work, `Many${index}`, { type: 'AWS::SNS::Topic' });
    new sqs.CfnQueue(new Stack(stage, 'Other'), 'Numbers');
  }
  Validations.of(app).addPlugins(new IsolationChecks(app), new EncryptionChecks(app));
  new ExceptionRegister(app, 'Exceptions', { exceptions: [...exceptions], ...registerProps });
  return app;
}

/** Synthesizes as the command line does: findings are written, nothing is thrown. */
function directoryOf(app: App): string {
  const { exitCode } = process;
  const said = jest.spyOn(console, 'error').mockImplementation(() => {});
  process.env.CDK_APP_MODE = 'process';
  try {
    return app.synth().directory;
  } finally {
    delete process.env.CDK_APP_MODE;
    process.exitCode = exitCode;
    said.mockRestore();
  }
}

function reportIn(directory: string): Array<{ ruleName: string; violatingConstructs: Array<{ constructPath: string }> }> {
  const { pluginReports } = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')) as {
    pluginReports: Array<{ violations: Array<{ ruleName: string; violatingConstructs: Array<{ constructPath: string }> }> }>;
  };
  return pluginReports.flatMap(({ violations }) => violations);
}

function problemsOf(...exceptions: readonly DeclaredException[]): string {
  try {
    platformOfQueues(exceptions);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('nothing was refused');
}

const directory = directoryOf(platformOfQueues([entry]));
const found = (ruleName: string): string[] => reportIn(directory).filter((violation) => violation.ruleName === ruleName)
  .flatMap(({ violatingConstructs }) => violatingConstructs.map(({ constructPath }) => constructPath)).toSorted();

describe('an entry of the register', () => {
  test('silences its rule on the one construct that it names, and in no other environment', () => {
    expect(found('Encryption-queue-is-encrypted-with-own-key')).toEqual([
      'production/Other/Numbers', 'production/Work/Numbers/Resource', 'production/Work/Orders/Resource', 'staging/Other/Numbers', 'staging/Work/Orders/Resource',
    ]);
  });

  test('is no acknowledgement beside the register', () => expect(found('Isolation-acknowledgement-stands-in-the-register')).toEqual([]));

  test('is written into the assembly with what it covers, and read back with its state', () => {
    expect(readExceptions(directory, today)).toEqual([{
      ...entry, origin: 'platform', environment: 'staging', standing: 'in force', fails: false, daysLeft: 129, problems: [],
      silences: [{ rule, place: 'staging/Work/Numbers/Resource' }],
    }]);
  });

  test('leaves the templates as they are on any day', () => {
    const template = (of: string): string => JSON.stringify(loadAssembly(of).map((stack) => stack.template));
    const other = directoryOf(platformOfQueues([{ ...entry, until: '2026-01-01' }], { today }));
    expect(template(other)).toBe(template(directory));
  });

  test('that has ended fails in the app itself, where the app is given the day', () => {
    const ended = directoryOf(platformOfQueues([{ ...entry, until: '2026-11-21' }], { today }));
    expect(reportIn(ended).map(({ ruleName }) => ruleName)).toContain('exception-has-not-ended');
    const unknown = directoryOf(platformOfQueues([{ ...entry, until: '2026-11-21' }]));
    expect(reportIn(unknown).map(({ ruleName }) => ruleName)).not.toContain('exception-has-not-ended');
  });
});

describe('the register refuses', () => {
  test.each<[string, Partial<DeclaredException>, string]>([
    ['a bare rule', { rule: 'AwsSolutions-SQS3' }, '- exceptions[0].rule: must be the qualified id of one rule, without patterns, got "AwsSolutions-SQS3"; write the pack and the rule, for example "Iso27001::Iso27001-bucket-is-versioned"'],
    ['a pattern of rules', { rule: 'Encryption::*' }, '- exceptions[0].rule: must be the qualified id of one rule, without patterns, got "Encryption::*"; write the pack and the rule, for example "Iso27001::Iso27001-bucket-is-versioned"'],
    ['a locked rule', { rule: 'Isolation::Isolation-bucket-blocks-public-access' }, '- exceptions[0].rule: must not be a locked rule, got "Isolation::Isolation-bucket-blocks-public-access"; mend what it found; a crossing that is needed is declared as a pathway'],
    ['the proof of isolation', { rule: 'IsolationProof::IsolationProof-trust' }, '- exceptions[0].rule: must not be a locked rule, got "IsolationProof::IsolationProof-trust"; mend what it found; a crossing that is needed is declared as a pathway'],
    ['a crash', { rule: 'Encryption::Encryption-rule-crashed[x]' }, '- exceptions[0].rule: must not be a rule that crashed, which has judged nothing, got "Encryption::Encryption-rule-crashed[x]"'],
    ['an environment as a whole', { scope: 'staging' }, '- exceptions[0].scope: must be the path of a construct in a stack, got "staging"; write for example "staging/Reports/Cache/Bucket"'],
    ['every environment', { scope: '*/Work/Numbers' }, '- exceptions[0].scope: must name the environment, the stack and a part of the construct without *, got "*/Work/Numbers"; one entry for each environment'],
    ['every stack', { scope: 'staging/*/Numbers' }, '- exceptions[0].scope: must name the environment, the stack and a part of the construct without *, got "staging/*/Numbers"; one entry for each environment'],
    ['everything in a stack', { scope: 'staging/Work/*/*' }, '- exceptions[0].scope: must name the environment, the stack and a part of the construct without *, got "staging/Work/*/*"; one entry for each environment'],
    ['a construct that is not there', { scope: 'staging/Work/Gone' }, '- exceptions[0].scope: must name a resource that exists, got "staging/Work/Gone"; take the path from the finding, or remove the entry; a register is made after what it is about'],
    ['a stack', { scope: 'staging/Work' }, '- exceptions[0].scope: must name a resource that exists, got "staging/Work"; take the path from the finding, or remove the entry; a register is made after what it is about'],
    ['more than ten resources', { scope: 'staging/Work/Many*' }, '- exceptions[0].scope: must name at most 10 resources, and names 12, got "staging/Work/Many*"; mend the finding where it is made, or name what the entry is about'],
    ['nobody as its owner', { owner: ' ' }, '- exceptions[0].owner: must say who answers for it, got " "'],
    ['no ticket', { ticket: '' }, '- exceptions[0].ticket: must say where its end is tracked, got ""'],
    ['a reason that says nothing', { reason: 'accepted risk' }, '- exceptions[0].reason: must say what makes the finding harmless there, in at least 5 words and 25 characters, got "accepted risk"'],
    ['an end that is no day', { until: '2027-02-30' }, '- exceptions[0].until: must be a day, YYYY-MM-DD, got "2027-02-30"'],
    ['no end', { until: 'never' }, '- exceptions[0].until: must be a day, YYYY-MM-DD, got "never"'],
  ])('%s', (_name, wrong, message) => {
    expect(problemsOf({ ...entry, ...wrong })).toBe(`register of exceptions has 1 problem\n${message}`);
  });

  test('every problem of every entry at once', () => {
    expect(problemsOf({ ...entry, owner: '', ticket: '' }, { ...entry, until: '' })).toMatch(/^register of exceptions has 3 problems\n- exceptions\[0]\.owner.*\n- exceptions\[0]\.ticket.*\n- exceptions\[1]\.until.*$/);
  });

  test('what another entry covers already, by whatever scope', () => {
    expect(problemsOf(entry, { ...entry, scope: 'staging/Work/Numb*' })).toBe('register of exceptions has 1 problem\n'
      + `- exceptions[1].scope: must not cover again what another entry covers for ${rule}, got "staging/Work/Numbers/Resource"; remove one of them`);
  });

  test('a second register about the same, and takes one for something beside it', () => {
    const shared = testApp();
    for (const name of ['First', 'Second']) new ExceptionRegister(new Stack(shared, name), 'Exceptions', { exceptions: [] });
    expect(() => new ExceptionRegister(shared, 'Exceptions', { exceptions: [] })).toThrow('- Exceptions: must be the only one about what it stands in');
    const app = platformOfQueues([]);
    expect(() => new ExceptionRegister(new Stack(app, 'Mine'), 'Exceptions', { exceptions: [] })).toThrow(
      'register of exceptions has 1 problem\n- Mine/Exceptions: must be the only one about what it stands in; a Platform has its own: hand it its exceptions');
  });

  test('a day that is none', () => expect(() => new ExceptionRegister(testApp(), 'Exceptions', { exceptions: [], today: 'today' })).toThrow('- today: must be a day, YYYY-MM-DD, got "today"'));
});

describe('on a day, an entry', () => {
  const places = ['staging/Work/Numbers/Resource', 'staging/Work/Orders/Resource'];
  const recorded: RecordedException = { ...entry, origin: 'platform', environment: 'staging', covers: places.slice(0, 1).map((place) => ({ rule, place })) };
  const library: Partial<RecordedException> = { origin: 'library', owner: 'cdk-understudy', environment: '*' };

  test.each<[string, Partial<RecordedException>, string, ExceptionStanding, string[]]>([
    ['counts', {}, today, 'in force', []],
    ['counts 31 days before its last day without a word', {}, '2027-02-28', 'in force', []],
    ['warns 30 days before its last day', {}, '2027-03-01', 'ends soon', ['it ends on 2027-03-31, in 30 days; mend the finding before']],
    ['warns the day before', {}, '2027-03-30', 'ends soon', ['it ends on 2027-03-31, in 1 day; mend the finding before']],
    ['counts on its last day', {}, '2027-03-31', 'ends soon', ['it ends on 2027-03-31, today; mend the finding before']],
    ['fails the day after', {}, '2027-04-01', 'ended', ['it ended on 2027-03-31; mend the finding, or have it decided again with a new last day']],
    ['may be decided for a year', { until: '2027-11-23' }, today, 'in force', []],
    ['may not be decided for longer', { until: '2027-11-24' }, today, 'too long', ['it counts for 367 days more, and nobody decides for more than 366; choose an earlier last day']],
    ['that nothing needs fails', { covers: [{ rule, place: places[1] ?? '' }] }, today, 'unused', ['its rule finds nothing there any more; remove it']],
    ['that covers more than is found fails', { covers: places.map((place) => ({ rule, place })) }, today, 'too wide', ['its rule finds nothing on staging/Work/Orders/Resource; name only what it is about']],
    ['tells everything that is wrong', { covers: [] }, '2027-04-01', 'ended', ['it ended on 2027-03-31; mend the finding, or have it decided again with a new last day', 'its rule finds nothing there any more; remove it']],
    ['of a policy that did not judge is not held to be unused', { rule: 'CloudFormation-Validate::W3010', covers: [] }, today, 'in force', []],
    ['of the library counts until its review', library, today, 'in force', []],
    ['of the library may be there for a part that is not', { ...library, covers: [] }, today, 'unneeded', []],
    ['of the library is for as long as its release says', { ...library, until: '2028-12-31' }, today, 'in force', []],
    ['of the library that somebody signed for is not', { ...library, owner: 'security@example.com', until: '2028-12-31' }, today, 'too long', ['it counts for 770 days more, and nobody decides for more than 366; choose an earlier last day']],
    ['of the library fails after its review', library, '2027-04-01', 'ended', ['it ended on 2027-03-31; take a version of the library whose parts were reviewed since, or sign for them with libraryReview']],
  ])('%s', (_name, over, day, standing, problems) => {
    const silenced = { findings: [{ rule, place: places[0] ?? '' }], hasJudged: (id: string) => !id.startsWith('CloudFormation-Validate') };
    const [state] = exceptionStates([{ ...recorded, ...over }], silenced, day);
    expect([state?.standing, state?.problems, state?.fails]).toEqual([standing, problems, !['in force', 'ends soon', 'unneeded'].includes(standing)]);
    const violations = exceptionViolations(state === undefined ? [] : [state]);
    expect(violations.map(({ severity }) => severity)).toEqual(problems.length === 0 ? [] : [standing === 'ends soon' ? 'warning' : 'fatal']);
  });

  test.each([['2027-02-28', true], ['2027-02-29', false], ['2028-02-29', true], ['2027-2-1', false], ['27-02-01', false], ['2027-02-01T00:00:00Z', false]])('%s is a day: %s', (text, expected) => {
    expect(isDay(text)).toBe(expected);
  });
});

describe('a register in an assembly', () => {
  const withFile = (content: string): string => {
    const target = mkdtempSync(join(tmpdir(), 'understudy-exceptions-'));
    writeFileSync(join(target, 'exceptions.json'), content);
    return target;
  };

  test('may be missing', () => expect(readExceptions(mkdtempSync(join(tmpdir(), 'understudy-exceptions-')), today)).toBeUndefined());
  test('without a report has nothing that it silences', () => {
    const [state] = readExceptions(withFile(readFileSync(join(directory, 'exceptions.json'), 'utf8')), today) ?? [];
    expect([state?.standing, state?.silences]).toEqual(['unused', []]);
  });
  test.each([['no JSON', 'x'], ['another version', '{"version":2,"exceptions":[]}'], ['an entry without an end', '{"version":1,"exceptions":[{"rule":"a"}]}'], ['null', 'null']])(
    'that is %s is refused', (_name, content) => expect(() => readExceptions(withFile(content), today)).toThrow(UnusableInput));
});
