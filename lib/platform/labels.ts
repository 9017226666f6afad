import { Stage, Tags } from 'aws-cdk-lib';
import { Environment } from '../environment/environment';
import { Surroundings } from './surroundings';
export function labelEverything(stage: Stage, environment: Environment, _around: Surroundings): void { Tags.of(stage).add('environment', environment.name); }
