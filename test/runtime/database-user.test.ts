import { DescribeDBClustersCommand, DisableHttpEndpointCommand, EnableHttpEndpointCommand, RDSClient } from '@aws-sdk/client-rds';
import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../runtime/database-user/handler';
import { userStatements } from '../../runtime/database-user/user-statements';
import { LocalPostgres } from './local-postgres';

const rds = mockClient(RDSClient);
const data = mockClient(RDSDataClient);
const clusterArn = 'arn:aws:rds:eu-west-1:222222222222:cluster:projects-ledger';
const named = (name: string): Error => Object.assign(new Error(`${name} of AWS`), { name });
const statements = userStatements({ user: 'service', database: 'app' });

beforeEach(() => {
  rds.reset();
  data.reset();
  rds.onAnyCommand().resolves({});
  data.onAnyCommand().resolves({});
  rds.on(DescribeDBClustersCommand).resolves({ DBClusters: [{ Status: 'available', MasterUserSecret: { SecretArn: 'arn:secret' } }] });
  Object.assign(process.env, { CLUSTER_ARN: clusterArn, DATABASE_USER: 'service', DATABASE_NAME: 'app' });
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
});
afterEach(() => { jest.useRealTimers(); });

/** Runs the handler while time passes as fast as it wants. */
async function run(): Promise<string> {
  const running = handler();
  running.catch(() => undefined);
  await jest.runAllTimersAsync();
  return running;
}

describe('the handler that makes the user of a database', () => {
  test('asks as the administrator, in order, and leaves the Data API switched off', async () => {
    await expect(run()).resolves.toBe(`${statements.length} statements`);
    expect(data.commandCalls(ExecuteStatementCommand).map(({ args: [{ input }] }) => input))
      .toEqual(statements.map((sql) => ({ resourceArn: clusterArn, secretArn: 'arn:secret', database: 'app', sql })));
    expect(rds.calls().map(({ args: [command] }) => command.constructor)).toEqual([DescribeDBClustersCommand, EnableHttpEndpointCommand, DisableHttpEndpointCommand]);
  });
  test.each(['BadRequestException', 'DatabaseResumingException', 'HttpEndpointNotEnabledException'])('waits while the Data API says %s', async (name) => {
    data.on(ExecuteStatementCommand).rejectsOnce(named(name)).rejectsOnce(named(name)).resolves({});
    await run();
    expect(data.commandCalls(ExecuteStatementCommand)).toHaveLength(statements.length + 2);
  });
  test('gives up after five minutes, and switches the Data API off', async () => {
    data.on(ExecuteStatementCommand).rejects(named('DatabaseResumingException'));
    await expect(run()).rejects.toThrow('DatabaseResumingException');
    expect(data.commandCalls(ExecuteStatementCommand)).toHaveLength(20);
    expect(rds.commandCalls(DisableHttpEndpointCommand)).toHaveLength(1);
  });
  test('fails at once when it is refused', async () => {
    data.on(ExecuteStatementCommand).rejects(named('ForbiddenException'));
    await expect(run()).rejects.toThrow('ForbiddenException');
    expect(data.commandCalls(ExecuteStatementCommand)).toHaveLength(1);
    expect(rds.commandCalls(DisableHttpEndpointCommand)).toHaveLength(1);
  });
  test.each(['stopped', 'stopping'])('leaves a cluster alone that is %s', async (Status) => {
    rds.on(DescribeDBClustersCommand).resolves({ DBClusters: [{ Status }] });
    await expect(run()).resolves.toBe('the cluster is stopped; its user was made when it first ran');
    expect(rds.commandCalls(EnableHttpEndpointCommand)).toHaveLength(0);
  });
  test.each([
    ['no cluster', { DBClusters: [] }, `${clusterArn} must exist`],
    ['no answer', {}, `${clusterArn} must exist`],
    ['no kept password', { DBClusters: [{ Status: 'available' }] }, `${clusterArn} must keep the password of its administrator in Secrets Manager`],
  ])('fails where there is %s', async (_name, answer, message) => {
    rds.on(DescribeDBClustersCommand).resolves(answer);
    await expect(run()).rejects.toThrow(message);
  });
});

test.each([{ user: 'Service', database: 'app' }, { user: 'service', database: 'app"; DROP' }])('a name that would need care is refused: %p', (facts) => {
  expect(() => userStatements(facts)).toThrow(/must be lower-case letters, digits and "_"/);
});

describe('what the statements do in a real PostgreSQL', () => {
  let postgres: LocalPostgres;
  const as = (role: string, sql: string): string => postgres.answer(`set role ${role}; ${sql}`);

  beforeAll(() => {
    jest.useRealTimers();
    postgres = new LocalPostgres();
    postgres.answer('create role rds_iam; create role administrator login createrole; grant rds_iam to administrator with admin option; create role stranger');
    postgres.answer('alter database postgres owner to administrator');
    const own = userStatements({ user: 'service', database: 'postgres' });
    as('administrator', 'create table before (id int); insert into before values (1)');
    for (const sql of own) as('administrator', sql);
    as('administrator', 'create table after (id serial)');
    as('service', 'create table mine (id int)');
    for (const sql of own) as('administrator', sql);
  }, 60_000);
  afterAll(() => postgres.stop());

  test('the user signs in by IAM and has no password', () => {
    expect(postgres.answer("select rolcanlogin, rolpassword is null, pg_has_role('service', 'rds_iam', 'member') from pg_authid where rolname = 'service'")).toBe('t|t|t');
  });
  test.each(['before', 'after', 'mine'])('the user works with table %s', (table) => {
    expect(as('service', `delete from ${table}; insert into ${table} values (7); update ${table} set id = 8; select id from ${table}`)).toBe('8');
  });
  test('the user takes numbers from sequences', () => expect(as('service', "select nextval('after_id_seq')")).toBe('1'));
  test('the user makes tables, and administers nothing', () => {
    expect(() => as('service', 'create role other')).toThrow(/permission denied/);
    expect(() => as('service', 'drop table before')).toThrow(/must be owner/);
  });
  test('nobody else makes tables or connects', () => {
    expect(() => as('stranger', 'create table public.theirs (id int)')).toThrow(/permission denied/);
    expect(postgres.answer("select has_database_privilege('stranger', 'postgres', 'CONNECT')")).toBe('f');
  });
});
