import { GridComponent, TooltipComponent } from 'echarts/components'
import * as echarts from 'echarts/core'

// a grid that knows where the pointer is, and what stands beside it
echarts.use([GridComponent, TooltipComponent])

export { init } from './engine.ts'
