import { Duration, aws_sns as sns, aws_stepfunctions as sfn, aws_stepfunctions_tasks as tasks } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { HandlerFunction } from '../runtime/handler-function';
import { MaskingTask } from './masking-task';

/** What the steps of a refresh are made from. */
export interface RefreshStepsProps {
  readonly handler: HandlerFunction;
  readonly task: MaskingTask;
  readonly approvers: sns.ITopic;
  /** How long a run waits for the second person. */
  readonly approvalWindow: Duration;
  /** The longest that one step of the masking program takes. */
  readonly longest: Duration;
}

const path = sfn.JsonPath;
// A run waits for days at most, and Step Functions ends a run without a word after 25,000 events: ten go by for each question.
const pause = Duration.minutes(4);
const [runId, started, entered] = ['$$.Execution.Name', '$$.Execution.StartTime', '$$.State.EnteredTime'];

/**
 * The steps of a data refresh. Every step that can fail is caught by the same one: whatever happens, what the run has made is destroyed, and
 * what happened is recorded. Waiting is bounded by the expiry of the request, which each step asks.
 */
export class RefreshSteps {
  private readonly destroy: sfn.TaskStateBase;

  public constructor(private readonly scope: Construct, private readonly props: RefreshStepsProps) {
    this.destroy = this.ask('Destroy', '$.destruction', { id: path.stringAt(runId), before: path.objectAt('$.destruction') }, 6);
  }

  public definition(): sfn.IChainable {
    const start = new sfn.Pass(this.scope, 'Start', { result: sfn.Result.fromObject({ gone: false, removed: [], remaining: [] }), resultPath: '$.destruction' });
    this.ending();
    return start
      .next(this.guarded(this.ask('Begin', '$.run', { id: path.stringAt(runId), started: path.stringAt(started), request: path.objectAt('$.request') })))
      .next(this.guarded(this.tell()))
      .next(this.guarded(this.waitForApproval()))
      .next(this.onlyIf('Approved?', approved(), this.work(), 'NotApproved', 'nobody but the requester approved in time'));
  }

  private work(): sfn.IChainable {
    const first = this.step('Copy', '$.snapshot');
    const published = this.program('Publish');
    first
      .next(this.until('Copied', '$.copied'))
      .next(this.step('Restore', path.DISCARD))
      .next(this.until('Restored', '$.reached'))
      .next(this.program('Plan'))
      .next(this.step('Planned', '$.plan'))
      .next(this.mask())
      .next(this.program('Verify'))
      .next(this.documents())
      .next(this.onlyIf('StillWanted?', inTime(), published, 'Expired', 'the request expired before the copy was published'));
    published.next(this.destroy);
    return first;
  }

  /** One task where the plan has one part, else as many tasks as parts: none may fail. */
  private mask(): sfn.Chain {
    const parts = this.guarded(new sfn.DistributedMap(this.scope, 'MaskParts', {
      itemsPath: '$.plan.items', maxConcurrency: 8, resultPath: path.DISCARD, mapExecutionType: sfn.StateMachineType.STANDARD,
      itemSelector: { part: path.stringAt('$$.Map.Item.Value'), run: path.objectAt('$.run'), reached: path.objectAt('$.reached'), snapshot: path.objectAt('$.snapshot'), approval: path.objectAt('$.approval') },
    }));
    parts.itemProcessor(this.props.task.step(this.scope, 'MaskPart', { ...settings('mask-part'), PART: path.stringAt('$.part') }, this.props.longest).addRetry({ maxAttempts: 2, interval: Duration.minutes(1) }));
    const [begin, finish] = [this.program('MaskBegin', 'mask-begin'), this.program('MaskFinish', 'mask-finish')];
    begin.next(parts).next(finish);
    return new sfn.Choice(this.scope, 'OnePart?').when(sfn.Condition.numberEquals('$.plan.parts', 1), this.program('Mask')).otherwise(begin).afterwards();
  }

  private documents(): sfn.Chain {
    return new sfn.Choice(this.scope, 'HasDocuments?')
      .when(sfn.Condition.stringEquals('$.run.documents', ''), new sfn.Pass(this.scope, 'NoDocuments')).otherwise(this.program('Documents')).afterwards();
  }

  /** Whatever came before: destroy until nothing is left, hear from the environment, record, and end as the record says. */
  private ending(): void {
    const record = this.ask('Record', '$.conclusion', { id: path.stringAt(runId), started: path.stringAt(started), state: path.objectAt('$') });
    record.addCatch(new sfn.Fail(this.scope, 'NotRecorded', { error: 'NotRecorded', cause: 'the run is over, its record could not be written' }));
    record.next(new sfn.Choice(this.scope, 'Passed?')
      .when(sfn.Condition.stringEquals('$.conclusion.outcome', 'passed'), new sfn.Succeed(this.scope, 'Refreshed'))
      .otherwise(new sfn.Fail(this.scope, 'NotRefreshed', { error: 'NotRefreshed', causePath: '$.conclusion.why' })));
    const wait = new sfn.Wait(this.scope, 'WhileDestroying', { time: sfn.WaitTime.duration(pause) });
    this.destroy.addCatch(record, { resultPath: '$.failure' });
    this.destroy.next(new sfn.Choice(this.scope, 'Gone?').when(sfn.Condition.booleanEquals('$.destruction.gone', true), this.answer(record)).otherwise(wait));
    wait.next(this.destroy);
  }

  private answer(record: sfn.IChainable): sfn.IChainable {
    const receive = this.ask('Receive', '$.received', { run: path.objectAt('$.run') }).addCatch(record, { resultPath: '$.failure' });
    const wait = new sfn.Wait(this.scope, 'WhileLoading', { time: sfn.WaitTime.duration(pause) });
    const take = new sfn.Pass(this.scope, 'Received', { inputPath: '$.received.receipt', resultPath: '$.receipt' });
    take.next(record);
    receive.next(new sfn.Choice(this.scope, 'Loaded?').when(sfn.Condition.booleanEquals('$.received.done', true), take).otherwise(wait));
    wait.next(receive);
    return new sfn.Choice(this.scope, 'Failed?').when(sfn.Condition.isPresent('$.failure'), record).otherwise(receive);
  }

  private tell(): sfn.TaskStateBase {
    const message = 'Refresh {} waits for approval: {} wants {} for {}. Reason: {}. Ticket: {}. It expires at {}. Look at it and decide with the approval function; the requester cannot.';
    return new tasks.SnsPublish(this.scope, 'Tell', {
      topic: this.props.approvers, subject: 'A data refresh waits for approval', resultPath: path.DISCARD,
      message: sfn.TaskInput.fromText(path.format(message, ...['id', 'request.requester', 'request.dataset', 'request.environment', 'request.reason', 'request.ticket', 'request.expires'].map((name) => path.stringAt(`$.run.${name}`)))),
    });
  }

  /** The machine waits with a token that only the approval function can use, and no longer than the window. */
  private waitForApproval(): sfn.TaskStateBase {
    return new tasks.LambdaInvoke(this.scope, 'Ask', {
      lambdaFunction: this.props.handler.function, integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN, resultPath: '$.approval',
      taskTimeout: sfn.Timeout.duration(this.props.approvalWindow),
      payload: sfn.TaskInput.fromObject({ step: 'ask', run: path.objectAt('$.run'), token: path.taskToken, entered: path.stringAt(entered) }),
    });
  }

  private onlyIf(id: string, condition: sfn.Condition, then: sfn.IChainable, error: string, cause: string): sfn.IChainable {
    const refused = new sfn.Pass(this.scope, error, { result: sfn.Result.fromObject({ Error: error, Cause: cause }), resultPath: '$.failure' });
    refused.next(this.destroy);
    return new sfn.Choice(this.scope, id).when(condition, then).otherwise(refused);
  }

  /** Asks again and again until it is done. */
  private until(id: string, resultPath: string): sfn.Chain {
    const step = this.step(id, resultPath);
    const wait = new sfn.Wait(this.scope, `Until${id}`, { time: sfn.WaitTime.duration(pause) });
    wait.next(step);
    const done = new sfn.Pass(this.scope, `${id}Now`);
    step.next(new sfn.Choice(this.scope, `${id}?`).when(sfn.Condition.booleanEquals(`${resultPath}.done`, true), done).otherwise(wait));
    return sfn.Chain.custom(step, [done], done);
  }

  private step(id: string, resultPath: string): sfn.TaskStateBase {
    return this.guarded(this.ask(id, resultPath, { run: path.objectAt('$.run') }));
  }

  private program(id: string, step = id.toLowerCase()): sfn.TaskStateBase {
    const made = this.props.task.step(this.scope, id, settings(step), this.props.longest);
    return this.guarded(made.addRetry({ errors: ['ECS.AmazonECSException', 'ECS.ServerException', 'ECS.ThrottlingException'], interval: Duration.minutes(1), maxAttempts: 3, backoffRate: 2 }));
  }

  private ask(id: string, resultPath: string, input: Readonly<Record<string, unknown>>, maxAttempts = 3): sfn.TaskStateBase {
    const task = new tasks.LambdaInvoke(this.scope, id, {
      lambdaFunction: this.props.handler.function, payload: sfn.TaskInput.fromObject({ step: id.toLowerCase(), ...input }), payloadResponseOnly: true, resultPath,
      retryOnServiceExceptions: false, taskTimeout: sfn.Timeout.duration(Duration.minutes(15)),
    });
    return task.addRetry({ errors: ['States.TaskFailed', 'States.Timeout'], interval: Duration.seconds(30), maxAttempts, backoffRate: 2 });
  }

  private guarded<State extends { addCatch: (handler: sfn.IChainable, props: sfn.CatchProps) => unknown }>(state: State): State {
    state.addCatch(this.destroy, { resultPath: '$.failure' });
    return state;
  }
}

/** The machine believes the approval function no more than it must: another person, a yes, and in time. */
function approved(): sfn.Condition {
  return sfn.Condition.and(
    sfn.Condition.isPresent('$.approval.approver'), sfn.Condition.stringEquals('$.approval.decision', 'approve'),
    sfn.Condition.not(sfn.Condition.stringEqualsJsonPath('$.approval.approver', '$.run.request.requester')), inTime(),
  );
}

function inTime(): sfn.Condition {
  return sfn.Condition.timestampGreaterThanJsonPath('$.run.deadline', entered);
}

/** What the masking program is told in each step. */
function settings(step: string): Readonly<Record<string, string>> {
  const of = (found: string): string => path.stringAt(`$.${found}`);
  return {
    STEP: step, RUN: of('run.id'), DATASET: of('run.request.dataset'), ENVIRONMENT: of('run.request.environment'), EXPIRES: of('run.deadline'), DATABASE: of('run.database'),
    DOCUMENTS: of('run.documents'), OUT_BUCKET: of('run.bucket'), HOST: of('reached.host'), PORT: of('reached.port'), SECRET: of('reached.secret'),
    SNAPSHOT_TAKEN: of('snapshot.taken'), REQUESTER: of('run.request.requester'), APPROVER: of('approval.approver'), REASON: of('run.request.reason'), TICKET: of('run.request.ticket'),
  };
}
