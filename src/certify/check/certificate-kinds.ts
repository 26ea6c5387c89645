import type { CertificateCheck } from './certificate-kind.js';
import { checkSharedCertificate } from './shared-certificate.js';
import { checkSoftCertificate } from './soft-certificate.js';
import { checkStableCertificate } from './stable-certificate.js';

/** How each kind of certificate is checked. A kind that is not here is never a pass. */
export const certificateKinds: ReadonlyMap<string, CertificateCheck> = new Map([
  ['standard-hinge', checkStableCertificate],
  ['standard-squared', checkStableCertificate],
  ['standard-logistic', checkStableCertificate],
  ['adversarial-hinge', checkStableCertificate],
  ['adversarial-squared', checkStableCertificate],
  ['adversarial-logistic', checkStableCertificate],
  ['shared-hinge', checkSharedCertificate],
  ['shared-squared', checkSharedCertificate],
  ['shared-logistic', checkSharedCertificate],
  ['soft-hinge', checkSoftCertificate],
  ['soft-squared', checkSoftCertificate],
  ['soft-logistic', checkSoftCertificate],
]);
