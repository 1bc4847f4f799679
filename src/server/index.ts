export * from './contract.ts'
export { findServer, readServerFile, remoteProgram } from './local/index.ts'
export {
  openMetrics,
  relayedWatch,
  silentWatch,
  type Facts,
  type Sample,
  type ScheduleEnds,
  type Watch,
} from './metrics/index.ts'
export { welcomeLink, type Place } from './place.ts'
export { botElsewhere, readyDisk, readyPage, readyPart, readyWhen, readyWorker } from './ready.ts'
export { startServer, type RunningServer } from './server.ts'
export { homeView } from './views/home.ts'
export { dashboardView } from './views/dashboard.ts'
export { dataView } from './views/data.ts'
export { rejectedTable, rejectedTitle, rejectedView, runLogView, runsView } from './views/insight.ts'
export { lineageView, whyView } from './views/why.ts'
export { processLines } from './views/processes.ts'
export { checkSummary } from './views/check.ts'
export { deliveryView, publishedView, runView, sentPart, type KnownSchedule } from './views/delivery.ts'
