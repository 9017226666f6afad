import { Stack, Stage, aws_sns as sns, aws_sns_subscriptions as subscriptions } from 'aws-cdk-lib';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { KeyRing } from '../../../constructs/keys/key-ring';
import { Surroundings } from '../surroundings';

/** Keys and alerts of an account beside the environments. */
export class AccountFoundationStack extends Stack {
  public readonly keys: KeyRing;
  public readonly alerts: sns.Topic;

  public constructor(stage: Stage, { prefix, owner }: Surroundings) {
    super(stage, 'Foundation', { description: 'Keys and alerts of the account' });
    this.keys = new KeyRing(this, 'Keys', { prefix, domains: [DataDomain.LOGS, DataDomain.MESSAGES, DataDomain.of('images')] });
    this.alerts = new sns.Topic(this, 'Alerts', { displayName: 'Account alerts', masterKey: this.keys.keyFor(DataDomain.MESSAGES), enforceSSL: true });
    this.alerts.addSubscription(new subscriptions.EmailSubscription(owner.contact));
  }
}
