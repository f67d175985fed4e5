export { createAppsApi, type AppsApi } from './apps-api.ts'
export { AppsSection } from './apps-section.tsx'
export { createAppsStore, type AppsStore } from './apps-store.ts'
