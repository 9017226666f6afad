import { Client } from 'pg';
import { databaseError } from './masking-error';

/** Where a database is: a libpq URL, `postgres://user@host:5432/name`. */
export type DatabaseUrl = string;

/** One connection. Every failure leaves here as a `MaskingError`, which holds no values. */
export class Session {
  private constructor(public readonly client: Client, public readonly name: string) {}

  public static async open(url: DatabaseUrl, name: string): Promise<Session> {
    const client = new Client({ connectionString: url, application_name: 'understudy-mask', connectionTimeoutMillis: 10_000 });
    client.on('error', () => undefined); // a lost connection fails the statement in hand, which reports it
    try {
      await client.connect();
      // row_security off: a policy that would hide rows raises an error instead of silently copying fewer.
      await client.query("set client_encoding to 'UTF8'; set datestyle to 'ISO, YMD'; set intervalstyle to 'postgres'; set timezone to 'UTC'; set extra_float_digits to 3; set bytea_output to 'hex'; set row_security to off; set statement_timeout to 0; set standard_conforming_strings to on");
    } catch (cause) {
      await client.end().catch(() => undefined);
      throw databaseError(`open the ${name} database`, cause);
    }
    return new Session(client, name);
  }

  /** The rows of a statement. */
  public async rows<Row extends object>(sql: string, values: readonly unknown[] = [], doing = `ask the ${this.name} database`): Promise<Row[]> {
    try {
      const answer = await this.client.query<Row>(sql, [...values]);
      return answer.rows;
    } catch (cause) {
      throw databaseError(doing, cause);
    }
  }

  /** Runs one or more statements. */
  public async run(sql: string, doing = `write to the ${this.name} database`): Promise<void> {
    try {
      await this.client.query(sql);
    } catch (cause) {
      throw databaseError(doing, cause);
    }
  }

  /** Runs `work` in a transaction: all of it, or nothing. */
  public async transaction<Result>(work: () => Promise<Result>, begin = 'begin'): Promise<Result> {
    await this.run(begin);
    try {
      const result = await work();
      await this.run('commit');
      return result;
    } catch (cause) {
      await this.client.query('rollback').catch(() => undefined);
      throw databaseError(`write to the ${this.name} database`, cause);
    }
  }

  public async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}

/** Opens a session for the length of `work`. */
export async function withSession<Result>(url: DatabaseUrl, name: string, work: (session: Session) => Promise<Result>): Promise<Result> {
  const session = await Session.open(url, name);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
