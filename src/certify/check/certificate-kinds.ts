import type { CertificateCheck } from './certificate-kind.js';
import { checkStableCertificate } from './stable-certificate.js';

/** How each kind of certificate is checked. A kind that is not here is never a pass. */
export const certificateKinds: ReadonlyMap<string, CertificateCheck> = new Map([
  ['standard-hinge', checkStableCertificate],
  ['standard-squared', checkStableCertificate],
  ['adversarial-hinge', checkStableCertificate],
  ['adversarial-squared', checkStableCertificate],
]);
