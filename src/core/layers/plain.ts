/** Operations of layers that training does not change and that documents write as they are. */
export function plain<Layer extends object>() {
  return {
    parameters: () => [],
    withParameters: (layer: Layer) => layer,
    units: () => 0,
    document: (layer: Layer) => ({ ...layer }),
    fromDocument: (document: Layer) => ({ ...document }),
  };
}
