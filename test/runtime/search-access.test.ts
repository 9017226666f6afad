import { signedHeaders } from '../../runtime/aws/signed-headers';
import { handler } from '../../runtime/search-access/handler';

/** The examples of AWS's own test suite for Signature Version 4. */
describe('the signature of a call', () => {
  const caller = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
  const call = { url: new URL('https://example.amazonaws.com/'), body: '', service: 'service', region: 'us-east-1' };
  const now = new Date('2015-08-30T12:36:00Z');

  test.each([
    ['GET', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['POST', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ])('of a %s is that of AWS', (method, signature) => {
    expect(signedHeaders({ ...call, method }, caller, now)).toEqual({
      'host': 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z',
      'authorization': `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    });
  });
  test('covers the token of temporary credentials', () => {
    const headers = signedHeaders({ ...call, method: 'GET' }, { ...caller, sessionToken: 'token' }, now);
    expect(headers).toMatchObject({ 'x-amz-security-token': 'token', 'authorization': expect.stringContaining('SignedHeaders=host;x-amz-date;x-amz-security-token,') });
  });
});

describe('the handler that admits services to a search domain', () => {
  const asked: Array<{ url: string; init: RequestInit }> = [];
  let answers: Array<() => Promise<Response>> = [];
  const ok = async (): Promise<Response> => new Response('{}', { status: 200 });

  beforeEach(() => {
    asked.length = 0;
    answers = [];
    Object.assign(process.env, {
      ENDPOINT: 'vpc-projects.eu-west-1.es.amazonaws.com', ACCOUNT: '222222222222', AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token',
    });
    jest.spyOn(console, 'log').mockReturnValue(undefined);
    jest.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
      asked.push({ url: String(url), init: init ?? {} });
      return (answers.shift() ?? ok)();
    });
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  });
  afterEach(() => { jest.useRealTimers(); jest.restoreAllMocks(); });

  async function run(): Promise<string> {
    const running = handler();
    running.catch(() => undefined);
    await jest.runAllTimersAsync();
    return running;
  }

  test('gives the identities of the account indices and nothing to administer', async () => {
    await expect(run()).resolves.toBe('service is what identities of 222222222222 are');
    const base = 'https://vpc-projects.eu-west-1.es.amazonaws.com/_plugins/_security/api';
    expect(asked.map(({ url }) => url)).toEqual([`${base}/roles/service`, `${base}/rolesmapping/service`]);
    const [role, mapping] = asked.map(({ init }) => JSON.parse(String(init.body)) as Record<string, unknown>);
    expect(role).toEqual({
      description: 'Reads and writes indices', cluster_permissions: ['cluster_composite_ops', 'cluster_monitor'],
      index_permissions: [{ index_patterns: ['*'], allowed_actions: ['crud', 'create_index', 'manage', 'delete'] }],
    });
    const identities = ['arn:*:iam::222222222222:role/*', 'arn:*:sts::222222222222:assumed-role/*'];
    expect(mapping).toEqual({ users: identities, backend_roles: identities });
  });
  test('signs every call as its own role, and follows nobody', async () => {
    await run();
    for (const { init } of asked) {
      expect(init).toMatchObject({ method: 'PUT', redirect: 'error', headers: { 'x-amz-security-token': 'token', 'authorization': expect.stringContaining('/eu-west-1/es/aws4_request') } });
    }
  });
  test('tries again while the domain does not know its administrator yet', async () => {
    answers = [async () => new Response('no permissions', { status: 403 }), () => Promise.reject(new Error('socket hang up'))];
    await run();
    expect(asked).toHaveLength(4);
  });
  test('fails in the end, and says what the domain said', async () => {
    answers = Array.from({ length: 6 }, () => async () => new Response('no permissions', { status: 403 }));
    await expect(run()).rejects.toThrow('roles/service: answered 403 no permissions');
    expect(asked).toHaveLength(6);
  });
});
