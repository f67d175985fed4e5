export { createDetector, type Detector } from './create-detector.ts'
export { serveDetector } from './serve-detector.ts'
