import { Construct } from 'constructs';
import { SupportingStage } from './supporting-stage';
import { Surroundings } from './surroundings';

/**
 * The quarantine account: the only place where production data is restored, to be masked. It has what every account has
 * and no role that an environment can assume.
 */
export class QuarantineStage extends SupportingStage {
  public constructor(scope: Construct, around: Surroundings) {
    super(scope, 'quarantine', around.quarantine, around);
  }
}
