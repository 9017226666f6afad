import { Stage } from 'aws-cdk-lib';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { HostPatching } from '../../../constructs/patching/host-patching';
import { Environment } from '../../environment/environment';
import { logRetentionOf } from '../log-retention';
import { PlatformStack } from '../platform-stack';
import { Surroundings } from '../surroundings';
import { FoundationStack } from './foundation-stack';

/** Which patches hosts of an environment get: the same baseline everywhere, at the hours the environment declares (OPS-06). */
export class PatchingStack extends PlatformStack {
  public constructor(stage: Stage, environment: Environment, foundation: FoundationStack, { prefix }: Surroundings) {
    super(stage, 'Patching', { description: 'Patch baseline and patch window of hosts' });
    new HostPatching(this, 'Patching', {
      prefix, logKey: foundation.keys.keyFor(DataDomain.LOGS), logRetention: logRetentionOf(environment), schedule: environment.patchWindow,
    });
  }
}
