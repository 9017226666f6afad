import {
  Token, aws_backup as backup, aws_events as events, aws_events_targets as targets, aws_sns as sns,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { BackupTag } from './backup-tag';
import { LockedVault } from './locked-vault';
import { RestoreLanding } from './restore-landing';
import { RestoreValidation } from './restore-validation';

/** Properties of a `RestoreTesting`. */
export interface RestoreTestingProps {
  /** Name of the plan, unique in account and region: letters, digits and `_`, at most 50. */
  readonly planName: string;

  /** Whose recovery points are restored. */
  readonly vault: LockedVault;

  /** What is tested: everything of the types below that carries this tag. */
  readonly selectedBy: BackupTag;

  /** Where test restores land. */
  readonly landing: RestoreLanding;

  /** What looks at each restore and gives the verdict. */
  readonly validation: RestoreValidation;

  /** Who hears of a restore that failed. The key of an encrypted topic must admit EventBridge. */
  readonly alerts: sns.ITopic;

  /**
   * When tests begin, a cron expression in UTC.
   * @default - Sundays at 05:00
   */
  readonly schedule?: events.Schedule;

  /**
   * Recovery points of how many past days a test chooses from, at random. 1 to 365.
   * @default 7
   */
  readonly selectionDays?: number;

  /**
   * How long AWS Backup waits for the verdict before it deletes what it restored, in hours. 1 to 168.
   * @default 8
   */
  readonly validationHours?: number;
}

const defaults = { schedule: events.Schedule.cron({ minute: '0', hour: '5', weekDay: 'SUN' }), selectionDays: 7, validationHours: 8 };

/** What the validation can look at. */
const testedTypes = ['Aurora', 'S3'];

/**
 * Restores a random recovery point of every tagged Aurora cluster and bucket on a schedule, has it validated, and lets AWS Backup delete
 * it (OPS-03, DAT-10). A backup that was never restored is a hope.
 *
 * It refuses names and numbers that AWS Backup would refuse.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html
 * @example
 * declare const vault: LockedVault;
 * declare const landing: RestoreLanding;
 * declare const validation: RestoreValidation;
 * declare const alerts: sns.ITopic;
 * new RestoreTesting(this, 'RestoreTesting', {
 *   planName: 'projects', vault, landing, validation, alerts, selectedBy: { key: 'understudy:backup', value: 'daily' },
 * });
 */
export class RestoreTesting extends Construct {
  /** The plan. */
  public readonly plan: backup.CfnRestoreTestingPlan;

  public constructor(scope: Construct, id: string, props: RestoreTestingProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.plan = this.makePlan(props);
    for (const type of testedTypes) this.select(type, props);
    this.validate(props);
    this.tellOfFailures(props.alerts);
  }

  private makePlan(props: RestoreTestingProps): backup.CfnRestoreTestingPlan {
    return new backup.CfnRestoreTestingPlan(this, 'Plan', {
      restoreTestingPlanName: props.planName,
      scheduleExpression: (props.schedule ?? defaults.schedule).expressionString,
      startWindowHours: 1,
      recoveryPointSelection: {
        algorithm: 'RANDOM_WITHIN_WINDOW', includeVaults: [props.vault.vault.backupVaultArn], recoveryPointTypes: ['SNAPSHOT', 'CONTINUOUS'],
        selectionWindowDays: props.selectionDays ?? defaults.selectionDays,
      },
    });
  }

  private select(type: string, { planName, selectedBy, landing, validationHours = defaults.validationHours }: RestoreTestingProps): void {
    const selection = new backup.CfnRestoreTestingSelection(this, type, {
      restoreTestingPlanName: planName,
      restoreTestingSelectionName: type.toLowerCase(),
      iamRoleArn: landing.role.roleArn,
      protectedResourceType: type,
      protectedResourceArns: ['*'],
      protectedResourceConditions: { stringEquals: [{ key: `aws:ResourceTag/${selectedBy.key}`, value: selectedBy.value }] },
      validationWindowHours: validationHours,
      restoreMetadataOverrides: type === 'Aurora'
        ? { dbsubnetgroupname: landing.subnetGroupName, vpcsecuritygroupids: `["${landing.securityGroup.securityGroupId}"]` }
        : undefined,
    });
    selection.addResourceDependency(this.plan);
  }

  private validate({ validation: { workflow } }: RestoreTestingProps): void {
    new events.Rule(this, 'Restored', {
      description: 'A test restore is there and waits for its verdict',
      eventPattern: {
        source: ['aws.backup'], detailType: ['Restore Job State Change'],
        detail: { status: ['COMPLETED'], resourceType: testedTypes, restoreTestingPlanArn: [this.plan.attrRestoreTestingPlanArn] },
      },
      targets: [new targets.SfnStateMachine(workflow.stateMachine, { role: workflow.starter() })],
    });
  }

  private tellOfFailures(alerts: sns.ITopic): void {
    new events.Rule(this, 'Failures', {
      description: 'A restore failed or was aborted',
      eventPattern: { source: ['aws.backup'], detailType: ['Restore Job State Change'], detail: { status: ['ABORTED', 'FAILED'] } },
      targets: [new targets.SnsTopic(alerts)],
    });
  }
}

function refuse(path: string, { planName, selectionDays, validationHours }: RestoreTestingProps): void {
  const problems = new Problems();
  problems.when(!Token.isUnresolved(planName) && !/^[A-Za-z0-9_]{1,50}$/.test(planName), {
    at: 'planName', must: 'must be at most 50 letters, digits and "_"', got: planName, fix: 'for example "projects"',
  });
  const within = (at: string, value: number | undefined, most: number) => problems.when(value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= most), {
    at, must: `must be a whole number from 1 to ${most}`, got: value,
  });
  within('selectionDays', selectionDays, 365);
  within('validationHours', validationHours, 168);
  problems.refuse(`restore testing "${path}"`);
}
