const registry = '555555555555.dkr.ecr.eu-west-1.amazonaws.com/projects';

/** Image digests by release, as the build printed them. An image is built once and promoted by its digest. */
const digests = {
  current: {
    accounting: 'sha256:af2dd29e2af1769ac933e2570afc0a4c3f2578de2439bc6ac5a9059808d28593',
    planning: 'sha256:44f5a59f1340d2644dff1852386fa70242bbcde2c37db2edc761f65cd60b3189',
    'time-capture': 'sha256:c6cdf0eaef9a2f575dc7264857b3688dc48713be4a09711404e88598e4767fd2',
    library: 'sha256:a39b93a2c15e5eed69d67edad3176a4c69316619c4d187912634e6c47f00bed0',
    portal: 'sha256:94523216eba23ad58c166ec7f00cd30947738e0d9778047401f4e29e29a7d69e',
    billing: 'sha256:b1352025d0ef02f4347d1612d16696b263f7d2304c36cb8dce26cacbe322d0ff',
    payroll: 'sha256:20d255db13052297a5812e8864ba5efa0d62119a375d6d182bdc167afdb79c18',
    reporting: 'sha256:de0f457915fbd2be27d6b2842d84b69483278ed244b016597e0fe44ea885529d',
    messenger: 'sha256:51250800531df1e049270d06f1642a740867e621aaa097ebba01522ded25138b',
    simulator: 'sha256:1b6a081cd2ab0e1f01767eaae68b9343af58fefe88a017d56e59ad1a14db1bb1',
  },
  next: {
    accounting: 'sha256:af2dd29e2af1769ac933e2570afc0a4c3f2578de2439bc6ac5a9059808d28593',
    planning: 'sha256:44f5a59f1340d2644dff1852386fa70242bbcde2c37db2edc761f65cd60b3189',
    'time-capture': 'sha256:c6cdf0eaef9a2f575dc7264857b3688dc48713be4a09711404e88598e4767fd2',
    library: 'sha256:a39b93a2c15e5eed69d67edad3176a4c69316619c4d187912634e6c47f00bed0',
    portal: 'sha256:47de60a60d8eedfde566134099989b8e6f944d6124fe640a4a08dd49eff64ea4',
    billing: 'sha256:1a9e5718491550e188a8fb805541110afeab6c34b5b014c62888456b2c26ec99',
    payroll: 'sha256:20d255db13052297a5812e8864ba5efa0d62119a375d6d182bdc167afdb79c18',
    reporting: 'sha256:b24941b0177ab7999462634a108cbd2f10962f7974d2951713dab208b59e189e',
    messenger: 'sha256:51250800531df1e049270d06f1642a740867e621aaa097ebba01522ded25138b',
    simulator: 'sha256:1b6a081cd2ab0e1f01767eaae68b9343af58fefe88a017d56e59ad1a14db1bb1',
  },
};

/** Images of a release by name: `current` serves customers, `next` is rehearsed in staging. */
export function imagesOf(release: 'current' | 'next'): { [name: string]: string } {
  return Object.fromEntries(Object.entries(digests[release]).map(([name, digest]) => [name, `${registry}/${name}@${digest}`]));
}
