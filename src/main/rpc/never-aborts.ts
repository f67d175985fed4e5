/** For calls that are made in this process and bring no signal; every call over a wire brings its own. */
export const NEVER_ABORTS: AbortSignal = new AbortController().signal
