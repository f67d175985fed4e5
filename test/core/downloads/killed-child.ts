// Downloads one model until it is killed or done: a process of its own for killed.test.ts.
import { startRig } from './rig.ts'

const [folder = '', ref = ''] = process.argv.slice(2)
const rig = startRig({ folder, times: { keepMs: 20, stallMs: 5000 } })
rig.downloads.onChange(() => process.send?.(rig.downloads.list()))
if (rig.downloads.list().length === 0 && ref !== '') await rig.downloads.pull(ref)
for (;;) {
  const [only] = rig.downloads.list()
  if (only?.state === 'done' || only?.state === 'failed') {
    process.send?.([only])
    break
  }
  await new Promise((resolve) => setTimeout(resolve, 5))
}
await rig.close()
process.disconnect()
