import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../aws/client-settings';
import { everyPage } from '../aws/every-page';
import { listSetting, setting } from '../aws/setting';
import { putMeasures } from '../evidence/put-measure';
import { writeEvidence } from '../evidence/write-evidence';
import { judgeRoles, judgeUsers } from './judge-access';
import { listRoles } from './list-roles';
import { unusedAccess } from './unused-access';

/** The event that the schedule sends. */
export interface ScheduledReview {
  readonly id: string;
  readonly time: string;
}

/** What a review leaves. */
export interface ReviewReport {
  readonly evidence: string;
  readonly roles: number;
  readonly questions: number;
  readonly unusedAccess: number;
}

const iam = new IAMClient(clientSettings);
const analyzer = new AccessAnalyzerClient(clientSettings);
const cloudwatch = new CloudWatchClient(clientSettings);
const s3 = new S3Client(clientSettings);

/** CDK's own roles deploy the boundary and therefore work without it. */
const unbounded = [/^cdk-/, /^OrganizationAccountAccessRole$/];

/** Emergencies are rare; that such a role is not used is good news. */
const reserved = [/^cdk-/, /^OrganizationAccountAccessRole$/, /break-glass/i];

/**
 * Reviews who may do what in this account (ACC-05): every role with its trust, its boundary, its policies and its last use, users that
 * should not be there, and granted access that nobody uses. The record goes to the audit account, the number of open questions to an alarm.
 */
export async function handler(event: ScheduledReview): Promise<ReviewReport> {
  const account = setting('ACCOUNT');
  const roles = await listRoles(iam, account);
  const users = await everyPage(async (Marker) => {
    const { Users, Marker: next } = await iam.send(new ListUsersCommand({ Marker }));
    return { items: Users, next };
  });
  const unused = await unusedAccess(analyzer, setting('ANALYZER_ARN'));
  const questions = [
    ...judgeUsers(users.map(({ UserName = '' }) => UserName).toSorted()),
    ...judgeRoles(roles, {
      permittedAccounts: listSetting('PERMITTED_ACCOUNTS'), unusedDays: Number(setting('UNUSED_DAYS')), unbounded, reserved, now: new Date(event.time),
    }),
  ];
  const evidence = await writeEvidence(s3, setting('EVIDENCE_BUCKET'), {
    kind: setting('EVIDENCE_FOLDER'), id: event.id, at: event.time,
    outcome: questions.length + unused.length === 0 ? 'passed' : 'failed',
    facts: { account, reviewer: setting('REVIEWER'), questions, unusedAccess: unused, roles },
  });
  await putMeasures(cloudwatch, { AccessQuestions: questions.length + unused.length });
  return { evidence, roles: roles.length, questions: questions.length, unusedAccess: unused.length };
}
