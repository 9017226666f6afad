import { Duration, Stack, Stage } from 'aws-cdk-lib';
import { AccessProfile } from '../../../constructs/identity/access-profile';
import { BreakGlassRole } from '../../../constructs/identity/break-glass-role';
import { FederatedRole } from '../../../constructs/identity/federated-role';
import { SignIn } from '../../../constructs/identity/sign-in';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { AccessLevel } from '../../environment/access';
import { Environment } from '../../environment/environment';
import { BOUNDARY_NAME, Surroundings } from '../surroundings';
import { FoundationStack } from './foundation-stack';

/** What each level of access may do. Break-glass has a role of its own kind. */
const profiles: ReadonlyArray<readonly [AccessLevel, AccessProfile]> = [
  [AccessLevel.READ_ONLY, AccessProfile.READ_ONLY],
  [AccessLevel.DEVELOPER, AccessProfile.DEVELOPER],
  [AccessLevel.TESTER, AccessProfile.TESTER],
  [AccessLevel.AUDITOR, AccessProfile.AUDITOR],
  [AccessLevel.OPERATOR, AccessProfile.OPERATOR],
  [AccessLevel.ADMINISTRATOR, AccessProfile.ADMINISTRATOR],
];

/** Who gets in: one federated role for each level that has groups, and the role for emergencies. */
export class IdentityStack extends Stack {
  public constructor(stage: Stage, private readonly settings: Environment, foundation: FoundationStack, private readonly around: Surroundings) {
    super(stage, 'Identity', { description: 'Roles that people take, each behind a second factor and the boundary' });
    for (const [level, profile] of profiles) this.addRole(level, profile);
    this.addBreakGlass(foundation);
  }

  private addRole(level: AccessLevel, profile: AccessProfile): void {
    const signIn = this.signInOf(level);
    if (signIn === undefined) return;
    const { maxSessionHours } = this.settings.access;
    new FederatedRole(this, profile.name, {
      roleName: `${this.around.prefix}-${level}`, level: profile, signIn, boundaryName: BOUNDARY_NAME, rules: { maxSession: Duration.hours(maxSessionHours) },
    });
  }

  private addBreakGlass(foundation: FoundationStack): void {
    const signIn = this.signInOf(AccessLevel.BREAK_GLASS);
    if (signIn === undefined) return;
    new BreakGlassRole(this, 'BreakGlass', { signIn, boundaryName: BOUNDARY_NAME, encryptionKey: foundation.keys.keyFor(DataDomain.MESSAGES) });
  }

  /** Sign-in for the groups of a level, or undefined where the environment gives it to nobody. */
  private signInOf(level: AccessLevel): SignIn | undefined {
    const { groups, samlProvider } = this.settings.access;
    const members = Object.keys(groups).filter((group) => groups[group] === level);
    if (members.length === 0) return undefined;
    return SignIn.saml({ providerArn: `arn:${this.partition}:iam::${this.account}:saml-provider/${samlProvider}`, groups: members });
  }
}
