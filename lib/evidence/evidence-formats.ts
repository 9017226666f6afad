/** What evidence is written as. */
export const EVIDENCE_FORMATS = ['html', 'json', 'sarif', 'oscal', 'junit'] as const;
export type EvidenceFormat = typeof EVIDENCE_FORMATS[number];

/** Name of the file of each format. */
export const EVIDENCE_FILES: Readonly<Record<EvidenceFormat, string>> = {
  html: 'index.html', json: 'evidence.json', sarif: 'evidence.sarif', oscal: 'oscal-assessment-results.json', junit: 'junit.xml',
};
