export type TensorLibrary = typeof import('@tensorflow/tfjs-core');

/** A backend that is tfjs's active one now. */
export interface StartedBackend {
  /** The device or library that does the work, where there is more to say than the backend's name. */
  readonly device: string | undefined;
}

/** Makes the backend tfjs's active one. Throws an Error where it does not start. */
export async function backendStarted(tf: TensorLibrary, backendName: string): Promise<void> {
  if (!(await tf.setBackend(backendName)))
    throw new Error(`the tensor backend "${backendName}" does not start here`);
}
