/** What a statement says of its subject. */
export const SLSA_PROVENANCE = 'https://slsa.dev/provenance/v1';
export const SPDX = 'https://spdx.dev/Document';
export const CYCLONEDX = 'https://cyclonedx.org/bom';

/** How a build is described: docs/provenance.md. It never changes its meaning. */
export const BUILD_TYPE = 'https://github.com/glidepath/glidepath/blob/main/docs/provenance.md#build-v1';

/** Whether a statement of this type meets a demand. GitHub's own action puts a version behind that of SPDX. */
export function isOf(demand: 'provenance' | 'sbom', predicateType: string): boolean {
  switch (demand) {
    case 'provenance':
      return predicateType === SLSA_PROVENANCE;
    case 'sbom':
      return (
        isSpdx(predicateType) || predicateType === CYCLONEDX || predicateType.startsWith(`${CYCLONEDX}/`)
      );
  }
}

export function isSpdx(predicateType: string): boolean {
  return predicateType === SPDX || predicateType.startsWith(`${SPDX}/`);
}
