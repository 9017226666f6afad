import type { Section } from '../evidence';
import { accessFacts, dutyFacts } from './access-facts';
import { changeFacts, liveTestingFacts, toolFacts } from './change-facts';
import { dataFacts } from './data-facts';
import { claimsBetween, rulesThatServe } from './general-facts';
import type { Judged } from './judged';
import { careFacts, procedureFacts, sideEnvironmentFacts } from './operation-facts';
import { separationFacts } from './separation-facts';
import { worstState } from './worst-state';

/** A point of the checklist of ISO 27001:2022 control 8.31, and how its facts are read. */
interface Point extends Omit<Section, 'state' | 'facts'> {
  readonly read: (judged: Judged) => Section['facts'];
}

const points: readonly Point[] = [
  {
    id: '8.31-1', title: 'Procedures', requirements: ['GOV-01', 'POL-01', 'POL-03'],
    asks: 'Procedures for development, changes and environments cover the separation of environments.', read: procedureFacts,
  },
  {
    id: '8.31-2', title: 'Separation', requirements: ['ISL-01', 'ISL-02', 'ISL-03', 'ISL-05', 'ISL-06', 'ISL-07', 'ISL-08', 'ISL-13', 'ISL-14'],
    asks: 'Development, test and production are separated logically or physically.', read: separationFacts,
  },
  {
    id: '8.31-3', title: 'Changes pass staging', requirements: ['DEL-01', 'DEL-02', 'DEL-05', 'PAR-01'],
    asks: 'Every change goes through a test or staging environment before production.', read: changeFacts,
  },
  {
    id: '8.31-4', title: 'Production data', requirements: ['DAT-01', 'DAT-07', 'DAT-08', 'DAT-09', 'DAT-11', 'DAT-13', 'ISL-09'],
    asks: 'Production data is not copied to other environments, or is masked and protected there.', read: dataFacts,
  },
  {
    id: '8.31-5', title: 'Development tools', requirements: ['DEL-10'],
    asks: 'Compilers, debuggers and shells are not installed on production systems.', read: toolFacts,
  },
  {
    id: '8.31-6', title: 'Access', requirements: ['ACC-01', 'ACC-02', 'ACC-03', 'ACC-04', 'ACC-06', 'ISL-11'],
    asks: 'Access follows roles and least privilege, with a second factor for privileged and production access.', read: accessFacts,
  },
  {
    id: '8.31-7', title: 'Care for every environment', requirements: ['OPS-01', 'OPS-02', 'OPS-03', 'OPS-04', 'OPS-06', 'PAR-08'],
    asks: 'Other environments are patched, hardened, logged and backed up like production.', read: careFacts,
  },
  {
    id: '8.31-8', title: 'Segregation of duties', requirements: ['DEL-07', 'DEL-08', 'ISL-12'],
    asks: 'Nobody develops and releases a change to production alone.', read: dutyFacts,
  },
  {
    id: '8.31-9', title: 'Live testing', requirements: ['DEL-06', 'DEL-09'],
    asks: 'Tests in production are planned, watched and can be rolled back.', read: liveTestingFacts,
  },
  {
    id: '8.31-10', title: 'Training and side environments', requirements: ['ISL-15', 'DAT-01', 'POL-03'],
    asks: 'Training, demo and other environments follow the same rules and hold no unprotected production data.', read: sideEnvironmentFacts,
  },
];

/** The ten points, each with its facts. */
export function pointsOf(judged: Judged): Section[] {
  return points.map(({ read, ...point }) => sectionOf(point, [...read(judged), rulesThatServe(judged, point.requirements)]));
}

/** The three questions that an auditor asks, each with its facts. */
export function questionsOf(judged: Judged): Section[] {
  return [
    sectionOf(
      { id: 'environments', title: 'Which environments are there?', asks: 'Show me your development, test and production environments.', requirements: ['EVD-01', 'ISL-01', 'ISL-14'] },
      separationFacts(judged),
    ),
    sectionOf(
      { id: 'movement', title: 'Who can access each, and how do changes move?', asks: 'Who can access each, and how do changes move between them?', requirements: ['EVD-01', 'ACC-01', 'ACC-02', 'DEL-02', 'DEL-07'] },
      [...accessFacts(judged), ...changeFacts(judged)],
    ),
    sectionOf(
      { id: 'live', title: 'What stops testing in live?', asks: 'What stops someone testing something directly in live?', requirements: ['EVD-01', 'ISL-11', 'ISL-12', 'DEL-06', 'DEL-10'] },
      [
        claimsBetween(judged, ['staging', 'training', 'demo', 'development'], ['production'], 'no other environment reaches production'),
        ...toolFacts(judged), ...dutyFacts(judged), ...liveTestingFacts(judged), rulesThatServe(judged, ['ISL-11', 'ISL-12', 'DEL-10']),
      ],
    ),
  ];
}

function sectionOf(section: Omit<Section, 'state' | 'facts'>, facts: Section['facts']): Section {
  return { ...section, state: worstState(facts.map(({ state }) => state)), facts };
}
