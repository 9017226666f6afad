import { buildUnderstudy, Project, type Result } from './run-understudy';

const understudy = buildUnderstudy();
const config = { config: { User: '65532', Entrypoint: ['/app/server'] } };
const exception = { path: '/bin/sh', reason: 'the migration tool', owner: 'platform@example.com', until: '2026-12-31' };

function check(files: Readonly<Record<string, unknown>>, ...args: string[]): Result {
  return new Project(understudy, { 'config.json': config, 'files.txt': 'app/server\n', ...files }).run(['image-check', 'config.json', '--files', 'files.txt', ...args]);
}

test('an image without tools is fine', () => expect(check({})).toMatchObject({ code: 0, stdout: 'fine  1 files\n' }));

test('a tool is told with its place and the way out', () => {
  const { code, stdout } = check({ 'files.txt': './bin/sh\n./app/server\n' });
  expect(code).toBe(1);
  expect(stdout).toBe('image-holds-no-tools  /bin/sh\n  is   a shell\n  fix  build in one stage and copy the program into an image without tools, or declare an exception with an end\nfindings  1\n');
});

test('findings are one document on request', () => {
  const { stdout } = check({ 'files.txt': 'bin/sh\n' }, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ version: 1, command: 'image-check', outcome: 'findings', files: 1, findings: [{ rule: 'image-holds-no-tools', at: '/bin/sh' }] });
});

test.each([['before its last day', '2026-12-30', 0], ['after its last day', '2027-01-01', 1]])('an exception counts %s only', (_name, today, code) => {
  expect(check({ 'files.txt': 'bin/sh\n', 'exceptions.json': [exception] }, '--exceptions', 'exceptions.json', '--today', today)).toMatchObject({ code });
});

test.each<[string, Readonly<Record<string, unknown>>, string[], string]>([
  ['an empty list of files', { 'files.txt': '\n' }, [], 'error: --files: must name at least one file; an image without files would pass whatever is in it\n'],
  ['a configuration that is none', { 'config.json': {} }, [], 'error: config.json: must be the configuration of an image, with "config"; print it for example with "crane config IMAGE"\n'],
  ['exceptions that are no list', { 'exceptions.json': {} }, ['--exceptions', 'exceptions.json'], 'error: --exceptions: must be a JSON list of path, reason, owner and until, got "exceptions.json"\n'],
  ['exceptions that are no JSON', { 'exceptions.json': '[' }, ['--exceptions', 'exceptions.json'], 'error: --exceptions: must be a JSON list of path, reason, owner and until, got "exceptions.json"\n'],
  ['a file that is not there', {}, ['--exceptions', 'none.json'], 'error: --exceptions: must be a file, got "none.json"\n'],
  ['a day that is none', {}, ['--today', 'tomorrow'], 'error: --today: must be a day, YYYY-MM-DD, got "tomorrow"\n'],
])('%s gives no result', (_name, files, args, message) => {
  expect(check(files, ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});
