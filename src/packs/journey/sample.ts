export { sampleJourneySettings } from './sample/catalog.ts'
