import { ExecuteStatementCommand, type RDSDataClient } from '@aws-sdk/client-rds-data';
import { type Check } from './check';
import { type Question, estimate, integrityQuestions, tableQuestions } from './database-questions';
import { type DataManifest } from './manifest';

/** How to reach the restored database: over the Data API, so that no network leads to it. */
export interface DatabaseAccess {
  readonly resourceArn: string;
  readonly secretArn: string;
}

/** Asks the restored database whether it is whole and whether masked data is still masked. */
export async function checkDatabase(client: RDSDataClient, access: DatabaseAccess, manifest: DataManifest): Promise<Check[]> {
  const ask = (question: Question): Promise<number> => answer(client, access, manifest.database, question);
  const checks: Check[] = [];
  for (const question of integrityQuestions) checks.push(judged(question, await ask(question)));
  for (const table of manifest.tables) {
    const exists = estimate(table);
    const rows = await ask(exists);
    checks.push(judged(exists, rows));
    if (!exists.holds(rows)) continue;
    for (const question of tableQuestions(table, rows)) checks.push(await judgedOrBroken(question, () => ask(question)));
  }
  return checks;
}

/** A query that the database refuses (a column that is gone) is a failed check, not a reason to ask again. */
async function judgedOrBroken(question: Question, ask: () => Promise<number>): Promise<Check> {
  try {
    return judged(question, await ask());
  } catch (error) {
    if (error instanceof Error && ['BadRequestException', 'DatabaseErrorException'].includes(error.name)) {
      return { claim: question.claim, passed: false, found: 'the database refused the question' };
    }
    throw error;
  }
}

function judged({ claim, holds }: Question, count: number): Check {
  return { claim, passed: holds(count), found: String(count) };
}

async function answer(client: RDSDataClient, { resourceArn, secretArn }: DatabaseAccess, database: string, { claim, sql, parameters }: Question): Promise<number> {
  const { records } = await client.send(new ExecuteStatementCommand({
    resourceArn, secretArn, database, sql,
    parameters: Object.entries(parameters).map(([name, value]) => ({ name, value: typeof value === 'number' ? { longValue: value } : { stringValue: value } })),
  }));
  const count = records?.[0]?.[0]?.longValue;
  if (count === undefined) throw new Error(`"${claim}" must be answered with a number`);
  return count;
}
