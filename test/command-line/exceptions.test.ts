import { appThatWrites, assembly, buildUnderstudy, Project } from './run-understudy';

const understudy = buildUnderstudy();
const place = 'Projects/staging/Reports/Cache/Resource';
const rule = 'Iso27001::Iso27001-bucket-is-versioned';
const entry = {
  rule, scope: 'staging/Reports/Cache', owner: 'reporting@example.com', reason: 'holds only caches that every run writes anew', ticket: 'REP-118', until: '2027-03-31',
  origin: 'platform', environment: 'staging', covers: [{ rule, place }],
};
const library = { ...entry, scope: '*/Foundation/AccessLogs/Bucket', owner: 'cdk-understudy', ticket: 'docs/decisions', origin: 'library', environment: '*', until: '2027-11-30' };
const report = { pluginReports: [{ pluginName: 'Iso27001', conclusion: 'success', violations: [], suppressedViolations: [{ ruleName: 'Iso27001-bucket-is-versioned', acknowledgedId: rule, violatingConstructs: [{ constructPath: place }] }] }] };
const files = { ...assembly({}), 'exceptions.json': { version: 1, exceptions: [entry, library] }, 'validation-report.json': report };
const project = (over: Readonly<Record<string, unknown>> = {}): Project =>
  new Project(understudy, Object.fromEntries(Object.entries({ ...files, ...over }).map(([name, content]) => [`cdk.out/${name}`, content])));

describe('exceptions', () => {
  test('prints each entry of the team with its owner, end and state, and counts those of the library', () => {
    expect(project().run(['exceptions', '--today', '2026-11-22'])).toEqual({
      code: 0, stderr: '',
      stdout: [
        'state     rule and scope                          owner and ticket       until       silences',
        'in force  Iso27001::Iso27001-bucket-is-versioned  reporting@example.com  2027-03-31         1',
        '          staging/Reports/Cache                   REP-118',
        '',
        '1 entry of the library about parts of its own, reviewed until 2027-11-30, is not shown; see it with --library',
        '',
        'fine  2 entries: 0 fail, 0 end soon, 2 findings silenced',
        '',
      ].join('\n'),
    });
  });

  test('shows those of the library on request', () => {
    expect(project().run(['exceptions', '--today', '2026-11-22', '--library']).stdout).toContain('*/Foundation/AccessLogs/Bucket');
  });

  test('says what ends soon, and is content', () => {
    const { code, stdout } = project().run(['exceptions', '--today', '2027-03-11']);
    expect(code).toBe(0);
    expect(stdout).toContain('ends soon  Iso27001::Iso27001-bucket-is-versioned at staging/Reports/Cache\n  it ends on 2027-03-31, in 20 days; mend the finding before\n');
  });

  test('fails after the end of an entry, and says the way out', () => {
    const { code, stdout } = project().run(['exceptions', '--today', '2027-04-01']);
    expect(code).toBe(1);
    expect(stdout).toContain('it ended on 2027-03-31; mend the finding, or have it decided again with a new last day');
    expect(stdout).toContain('findings  2 entries: 1 fail, 0 end soon, 2 findings silenced');
  });

  test('prints one document of all entries on request', () => {
    expect(JSON.parse(project().run(['exceptions', '--json', '--today', '2026-11-22']).stdout)).toMatchObject({
      version: 1, command: 'exceptions', outcome: 'fine', today: '2026-11-22',
      exceptions: [{ rule, standing: 'in force', daysLeft: 129, silences: [{ rule, place }] }, { origin: 'library', standing: 'in force' }],
    });
  });

  test('prints what concerns one environment', () => {
    expect(JSON.parse(project().run(['exceptions', '--json', '--environment', 'staging', '--today', '2026-11-22']).stdout)).toMatchObject({ exceptions: [{ origin: 'platform' }, { origin: 'library' }] });
  });

  test('prints no control characters of a name', () => {
    const hostile = { version: 1, exceptions: [{ ...entry, owner: 'a\u001B[31m' }] };
    expect(project({ 'exceptions.json': hostile }).run(['exceptions', '--today', '2026-11-22']).stdout).not.toContain('\u001B');
  });

  test.each<[string, readonly string[], Readonly<Record<string, unknown>>, string]>([
    ['a day that is none', ['--today', '2027-02-30'], {}, 'error: --today: must be a day, YYYY-MM-DD, got "2027-02-30"\n'],
    ['an environment that no entry is about', ['--environment', 'demo'], {}, 'error: --environment: must be one of staging, got "demo"\n'],
    ['no assembly', ['--assembly', 'gone'], {}, 'error: --assembly: must be a cloud assembly, got "gone"; run "understudy synth" first\n'],
    ['a register that is none', [], { 'exceptions.json': {} }, 'error: cdk.out/exceptions.json: must be a register of version 1; synthesize again with the version of this command line\n'],
  ])('refuses %s', (_name, args, over, message) => {
    expect(project(over).run(['exceptions', ...args])).toEqual({ code: 2, stdout: '', stderr: message });
  });
});

describe('synth judges the register', () => {
  const synth = (today: string) => new Project(understudy, { 'cdk.json': { app: 'node app.js' }, 'app.js': appThatWrites(files) }).run(['synth', '--json', '--today', today]);

  test.each<[string, string, number, boolean, string[]]>([
    ['is content while entries count', '2026-11-22', 0, true, []],
    ['warns before the end', '2027-03-11', 0, true, ['warning']],
    ['fails after the end', '2027-04-01', 1, false, ['fatal']],
  ])('and %s', (_name, today, code, success, severities) => {
    const result = synth(today);
    const { policies, findings } = JSON.parse(result.stdout) as { policies: Array<{ policy: string; success: boolean }>; findings: Array<{ policy: string; severity: string }> };
    expect(result.code).toBe(code);
    expect(policies.find(({ policy }) => policy === 'Exceptions')).toMatchObject({ success, findings: severities.length });
    expect(findings.filter(({ policy }) => policy === 'Exceptions').map(({ severity }) => severity)).toEqual(severities);
  });
});
