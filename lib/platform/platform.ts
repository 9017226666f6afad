import { App, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { validateTogether } from '../environment/checks/validate-together';
import { Environment } from '../environment/environment';
import { Organization } from '../environment/organization';
import { Pathway } from '../environment/pathway';
import { SupportingAccount } from '../environment/supporting-account';
