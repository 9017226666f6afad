import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { handler } from '../../runtime/synthetic-check/handler';

/** What the server answers, in order; the last one stays. */
let answers: number[] = [];
let asked = 0;
let server: Server;
let url = '';

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(answers[Math.min(asked, answers.length - 1)] ?? 200).end();
    asked += 1;
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
});

afterAll(async () => {
  await new Promise((resolve) => { server.close(resolve); });
});

beforeEach(() => {
  asked = 0;
  jest.spyOn(console, 'log').mockReturnValue(undefined);
});

async function check(...targets: Array<{ name: string; url: string }>): Promise<string> {
  process.env.TARGETS = JSON.stringify(targets);
  return handler();
}

test.each([200, 204, 302, 404])('an answer of %i is an answer', async (status) => {
  answers = [status];
  await expect(check({ name: 'api', url })).resolves.toBe('1 answered');
  expect(asked).toBe(1);
});

test('an error of the target fails the check, after three tries', async () => {
  answers = [503];
  await expect(check({ name: 'api', url })).rejects.toThrow('api answered 503');
  expect(asked).toBe(3);
});

test('one lost answer does not', async () => {
  answers = [500, 200];
  await expect(check({ name: 'api', url })).resolves.toBe('1 answered');
});

test('every target that does not answer is named', async () => {
  answers = [200];
  const refused = 'http://127.0.0.1:1/';
  await expect(check({ name: 'api', url }, { name: 'portal', url: refused }, { name: 'library', url: refused }))
    .rejects.toThrow(/^portal did not answer: .+; library did not answer: .+$/);
});

test('a problem that is no error is told as it is', async () => {
  const fetching = jest.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.reject(new Error('never').message));
  await expect(check({ name: 'api', url })).rejects.toThrow('api did not answer: never');
  fetching.mockRestore();
});

test.each([undefined, '[]'])('a check with targets %p fails instead of succeeding at nothing', async (setting) => {
  if (setting === undefined) delete process.env.TARGETS;
  else process.env.TARGETS = setting;
  await expect(handler()).rejects.toThrow('setting TARGETS must name at least one target');
});
