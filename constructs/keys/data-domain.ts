import { DefinitionError } from '../../lib/values/problems';
import { KeyService } from './key-service';

/**
 * A kind of data that has a key of its own, so that permission to read one kind never carries over to another.
 *
 * @example
 * const domains = [DataDomain.DATABASE, DataDomain.LOGS, DataDomain.of('analytics')];
 */
export class DataDomain {
  /** Databases and their snapshots. */
  public static readonly DATABASE = new DataDomain('database', [], []);
  /** Documents and other objects. */
  public static readonly DOCUMENTS = new DataDomain('documents', [], []);
  /** Log groups and log buckets; CloudWatch Logs and log delivery may use the key. */
  public static readonly LOGS = new DataDomain('logs', [KeyService.CLOUDWATCH_LOGS, KeyService.LOG_DELIVERY], []);
  /** Secrets. Whoever of the account Secrets Manager lets read a secret may use the key through it. */
  public static readonly SECRETS = new DataDomain('secrets', [], ['secretsmanager']);
  /** Queues and topics; events, alarms and topics may use the key. */
  public static readonly MESSAGES = new DataDomain('messages', [
    KeyService.CLOUDWATCH_ALARMS, KeyService.EVENTBRIDGE, KeyService.SNS, KeyService.S3_NOTIFICATIONS, KeyService.BUDGETS, KeyService.COST_ALERTS,
  ], []);
  /** Backup vaults. */
  public static readonly BACKUPS = new DataDomain('backups', [], []);

  /** Every domain above. */
  public static all(): DataDomain[] {
    return [DataDomain.DATABASE, DataDomain.DOCUMENTS, DataDomain.LOGS, DataDomain.SECRETS, DataDomain.MESSAGES, DataDomain.BACKUPS];
  }

  /** A further domain. Refuses a name that cannot stand in a key alias: lower-case letters, digits and hyphens only. */
  public static of(name: string, services: KeyService[] = []): DataDomain {
    if (!/^[a-z][a-z0-9-]{0,62}$/.test(name)) {
      throw new DefinitionError('data domain', [
        { at: 'name', must: 'must be lower-case letters, digits and hyphens', got: name, fix: 'for example "analytics"' },
      ]);
    }
    return new DataDomain(name, services, []);
  }

  private constructor(
    /** The name of the domain, the last part of its key's alias. */
    public readonly name: string,
    /** The services that use a key of this domain under their own principal. */
    public readonly services: KeyService[],
    /** The services that alone decide who of the account uses the key through them, by the first part of their endpoint. */
    public readonly throughServices: string[],
  ) {}
}
