import { App } from 'aws-cdk-lib';
import { buildProfessionalServices } from '../examples/professional-services/platform';

const app = new App();
buildProfessionalServices(app);
app.synth();
