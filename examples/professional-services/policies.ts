import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { EncryptionChecks, IsolationChecks, Iso27001Checks } from '../../lib';

/** Every policy that judges the platform before anything is deployed. */
export function addPolicies(app: App): void {
  Validations.of(app).addPlugins(
    new IsolationChecks(app), new EncryptionChecks(app), new Iso27001Checks(app), new AwsSolutionsChecks(app), new NIST80053R5Checks(app),
  );
}
