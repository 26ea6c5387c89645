/** What is drawn from what users sent may style itself, and nothing else. */
export const drawingPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
