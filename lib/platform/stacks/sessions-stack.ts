import { Stage } from 'aws-cdk-lib';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { BannerColour, EnvironmentBanner } from '../../../constructs/labels/environment-banner';
import { SessionDocument } from '../../../constructs/labels/session-document';
import { DataMode } from '../../environment/data-policy';
import { Environment } from '../../environment/environment';
import { logRetentionOf } from '../log-retention';
import { PlatformStack } from '../platform-stack';
import { FoundationStack } from './foundation-stack';

/** What people are told at the start of a session, by where the data comes from. */
const messages: Readonly<Record<DataMode, { readonly message: string; readonly colour: BannerColour }>> = {
  [DataMode.LIVE]: { message: 'Live data of customers. Sessions are recorded.', colour: BannerColour.RED },
  [DataMode.MASKED]: { message: 'Masked data only. Sessions are recorded.', colour: BannerColour.YELLOW },
  [DataMode.SYNTHETIC]: { message: 'Synthetic data only. Sessions are recorded.', colour: BannerColour.GREEN },
  [DataMode.NONE]: { message: 'No data. Sessions are recorded.', colour: BannerColour.GREEN },
};

/** How people work on machines of an environment: recorded, encrypted, and told where they are (ACC-04, ACC-06). */
export class SessionsStack extends PlatformStack {
  /** What people are told, here and on dashboards. */
  public readonly banner: EnvironmentBanner;

  public constructor(stage: Stage, environment: Environment, foundation: FoundationStack) {
    super(stage, 'Sessions', { description: 'Recorded sessions and their banner' });
    this.banner = new EnvironmentBanner({ label: environment.name.toUpperCase(), ...messages[environment.data.mode] });
    new SessionDocument(this, 'Sessions', {
      banner: this.banner,
      encryptionKey: foundation.keys.keyFor(DataDomain.LOGS),
      accessLogBucket: foundation.accessLogs.bucket,
      retention: logRetentionOf(environment),
    });
  }
}
