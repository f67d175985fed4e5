export { createClock } from './clock.ts'
