// The thread's own half, `serve-detector.ts`, is not of this door: with its lists of names it would weigh on the host.
export { createDetector, type Detector } from './create-detector.ts'
