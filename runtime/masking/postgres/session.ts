import { Socket } from 'node:net';
import { Client } from 'pg';
import { databaseError, MaskingError } from './masking-error';

/** Where a database is: a libpq URL, `postgres://user@host:5432/name`. */
export type DatabaseUrl = string;

/**
 * Values are written the same whatever the server's settings. `row_security` off: a policy that would hide rows raises an
 * error instead of silently copying fewer.
 */
const settings = [
  "client_encoding to 'UTF8'", "datestyle to 'ISO, YMD'", "intervalstyle to 'postgres'", "timezone to 'UTC'", 'extra_float_digits to 3',
  "bytea_output to 'hex'", 'row_security to off', 'statement_timeout to 0', 'standard_conforming_strings to on', 'jit to off',
].map((setting) => `set ${setting}`).join('; ');

/**
 * A server writes the row at fault into its own log, as context and detail of the error. Told to be brief it does not. Only
 * a superuser, or one who is granted these settings, may say so.
 */
const discreet = "set log_error_verbosity to terse; set log_min_error_statement to panic";

/** One connection. Every failure leaves here as a `MaskingError`, which holds no values. */
export class Session {
  private constructor(public readonly client: Client, public readonly name: string, private readonly socket: Socket) {}

  public static async open(url: DatabaseUrl, name: string): Promise<Session> {
    const socket = new Socket();
    const client = new Client({ connectionString: url, application_name: 'understudy-mask', connectionTimeoutMillis: 10_000, stream: () => socket });
    client.on('error', () => undefined); // a lost connection fails the statement in hand, which reports it
    try {
      await client.connect();
      await client.query(settings);
      await client.query(discreet).catch(() => undefined);
    } catch (cause) {
      socket.destroy();
      throw databaseError(`open the ${name} database`, cause);
    }
    return new Session(client, name, socket);
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

  /** The row of a statement that always has one. */
  public async row<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row> {
    const [row] = await this.rows<Row>(sql, values);
    if (row === undefined) throw new MaskingError(`ask the ${this.name} database: it gave no row where there is always one`);
    return row;
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
      this.abort();
      throw databaseError(`write to the ${this.name} database`, cause);
    }
  }

  /** Drops the connection at once; the server rolls back. A polite goodbye would wait for the end of a COPY in progress. */
  public abort(): void {
    this.socket.destroy();
  }

  public async close(): Promise<void> {
    if (!this.socket.destroyed) await this.client.end().catch(() => undefined);
  }
}

/** Opens a session for the length of `work`. */
export async function withSession<Result>(url: DatabaseUrl, name: string, work: (session: Session) => Promise<Result>): Promise<Result> {
  const session = await Session.open(url, name);
  try {
    const result = await work(session);
    await session.close();
    return result;
  } catch (cause) {
    session.abort();
    throw cause;
  }
}
