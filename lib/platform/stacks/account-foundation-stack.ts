import { Stack, Stage, aws_sns as sns } from 'aws-cdk-lib';
import { AlertTopic } from '../../../constructs/alerts/alert-topic';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { KeyRing } from '../../../constructs/keys/key-ring';
import { Surroundings } from '../surroundings';

/** Keys and alerts of an account beside the environments. */
export class AccountFoundationStack extends Stack {
  public readonly keys: KeyRing;
  public readonly alerts: sns.ITopic;

  public constructor(stage: Stage, { prefix, owner }: Surroundings) {
    super(stage, 'Foundation', { description: 'Keys and alerts of the account' });
    this.keys = new KeyRing(this, 'Keys', { prefix, domains: [DataDomain.LOGS, DataDomain.MESSAGES, DataDomain.of('images')] });
    this.alerts = new AlertTopic(this, 'Alerts', {
      displayName: 'Account alerts', key: this.keys.keyFor(DataDomain.MESSAGES), recipients: [owner.contact],
    }).topic;
  }
}
