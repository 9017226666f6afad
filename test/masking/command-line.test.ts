import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../lib/command-line/run-command-line';

/** Runs `understudy` in this process and takes down what it writes. */
async function understudy(...given: string[]): Promise<{ code: number | string | undefined; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0),
  ];
  process.exitCode = 0;
  await runCommandLine({ version: '0', arguments: ['--no-color', ...given].filter((flag) => flag !== '--no-color') });
  const code = process.exitCode;
  process.exitCode = 0;
  for (const spy of spies) spy.mockRestore();
  return { code, out: out.join(''), err: err.join('') };
}

const signingKey = join(mkdtempSync(join(tmpdir(), 'understudy-key-')), 'key.pem');
writeFileSync(signingKey, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
const nowhere = 'postgres://nobody@127.0.0.1:1/none';

test('understudy mask --help names every command', async () => {
  const { out } = await understudy('mask', '--help');
  for (const name of ['classify', 'drift', 'plan', 'preview', 'run', 'verify', 'evidence']) expect(out).toContain(`  ${name}`);
});

test.each([
  ['a database that cannot be reached', ['classify', '--source', nowhere, '--schemas', 'app'], 'open the source database: the database cannot be reached (ECONNREFUSED); check host, port and network'],
  ['a policy that is not there', ['verify', '--target', nowhere, '--policy', '/nowhere.json'], 'masking policy /nowhere.json cannot be read; check the path'],
  ['a key that is not there', ['plan', '--source', nowhere, '--policy', '/nowhere.json'], 'UNDERSTUDY_MASKING_KEY must hold the masking key'],
  ['evidence that is not there', ['evidence', 'verify', '--evidence', '/nowhere.json', '--verification-key', '/nowhere.pem'], 'verification key /nowhere.pem cannot be read; check the path'],
  ['a number that is none', ['preview', '--rows', 'many', '--source', nowhere, '--policy', 'p', '--table', 't'], 'must be a whole number above 0, got "many"'],
  ['evidence without a key', ['run', '--evidence', 'e.json', '--source', nowhere, '--target', nowhere, '--policy', 'p'], 'UNDERSTUDY_MASKING_KEY must hold the masking key'],
  ['evidence of nobody', ['run', '--evidence', 'e.json', '--signing-key', 'SIGNING', '--source', nowhere, '--target', nowhere, '--policy', 'p'], '--evidence: must come with --requester, --approver and --reason'],
  ['an approver without evidence', ['run', '--approver', 'x', '--source', nowhere, '--target', nowhere, '--policy', 'p'], '--requester, --approver, --reason and --ticket: are for the evidence; give --evidence and --signing-key too'],
  ['an approver who asked', ['run', '--requester', 'x', '--approver', 'X', '--reason', 'test', '--evidence', 'e.json', '--signing-key', 'SIGNING', '--source', nowhere, '--target', nowhere, '--policy', 'p'], '- approver: must be another person than the requester, got "X"'],
  ['a missing option', ['run'], "required option '--source <url>' not specified"],
])('%s is one clear error and exit code 2', async (_, given, message) => {
  if (given.includes('--approver') || given.includes('SIGNING')) process.env['UNDERSTUDY_MASKING_KEY'] = '07'.repeat(32);
  const { code, err } = await understudy('mask', ...given.map((text) => (text === 'SIGNING' ? signingKey : text)));
  delete process.env['UNDERSTUDY_MASKING_KEY'];
  expect(err).toContain(message);
  expect(err).not.toContain('    at ');
  expect(code).toBe(2);
});
