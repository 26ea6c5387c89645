export function Regularizers() {
  return null;
}
