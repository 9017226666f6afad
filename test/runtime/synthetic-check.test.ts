import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { handler } from '../../runtime/synthetic-check/handler';

/** A certificate that signs itself, as a task makes one, and its key: worth nothing anywhere else. */
const ownCertificate = 'MIIBdTCCARugAwIBAgIUa0U71Lfd0puzrZRBurHl6vZ0HwgwCgYIKoZIzj0EAwIwDzENMAsGA1UEAwwEdGFzazAgFw0yNjExMjIwNDA1MjBaGA8yMTI2MTAy' +
  'OTA0MDUyMFowDzENMAsGA1UEAwwEdGFzazBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIA5sYRGnxzPLA3C/N3lCgTgYobLUCv4c4YOLO5gfI57Lwn3QDO6' +
  'LXC7tS5QTpVUf2dvHC1mj7N6c7vS8mwx9y2jUzBRMB0GA1UdDgQWBBSzduk2rhDyLM0cfd7KnVGZjHfVVTAfBgNVHSMEGDAWgBSzduk2rhDyLM0cfd7KnVGZ' +
  'jHfVVTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQDEemAwUD0SSBQz0t5t/pMnNthToXgR0Yeiv4kUpSo6ygIgKtDYYzO74nR+wb3i6Q5U' +
  'W09I6yaXNlP53AkbEGOFnM8=';
const ownKey = 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgf4XEUHcbjX5s3k5c8KkEESXhJoAI4FT/yAIPHORh6r6hRANCAASAObGERp8czywNwvzd5QoE' +
  '4GKGy1Ar+HOGDizuYHyOey8J90Azui1wu7UuUE6VVH9nbxwtZo+zenO70vJsMfct';

function pem(what: string, content: string): string {
  return `-----BEGIN ${what}-----\n${content}\n-----END ${what}-----\n`;
}

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

async function check(...targets: Array<{ name: string; url: string; anyCertificate?: boolean }>): Promise<string> {
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

describe('a service with a certificate of its own', () => {
  const tls = createTlsServer({ key: pem('PRIVATE KEY', ownKey), cert: pem('CERTIFICATE', ownCertificate) }, (_request, response) => { response.writeHead(answers[0] ?? 200).end(); });
  let own = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => { tls.listen(0, '127.0.0.1', resolve); });
    own = `https://127.0.0.1:${(tls.address() as AddressInfo).port}/health`;
  });
  afterAll(async () => { await new Promise((resolve) => { tls.close(resolve); }); });

  test('answers where any certificate will do', async () => {
    answers = [204];
    await expect(check({ name: 'api', url: own, anyCertificate: true })).resolves.toBe('1 answered');
  });
  test('fails with its own errors there too', async () => {
    answers = [500];
    await expect(check({ name: 'api', url: own, anyCertificate: true })).rejects.toThrow('api answered 500');
  });
  test('does not answer where its certificate counts', async () => {
    await expect(check({ name: 'api', url: own })).rejects.toThrow(/^api did not answer/);
  });
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
