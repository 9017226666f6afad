import { App } from 'aws-cdk-lib';
import { buildProfessionalServices } from '../examples/professional-services/platform';
import { addPolicies } from '../examples/professional-services/policies';
import { RefusedDefinitions } from '../lib';

RefusedDefinitions.printPlainly();
const app = new App();
buildProfessionalServices(app);
addPolicies(app);
