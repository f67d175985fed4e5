import { startHost } from './rig.ts'

// Uploads its recordings, eight at a time, and says the number of each as soon as it is told that it is taken in.
const [state = '', vault = '', count = '0'] = process.argv.slice(2)
const host = startHost({ state, vault }, { models: { speech: null } })
let next = 0

const uploadNext = async (): Promise<void> => {
  while (next < Number(count)) {
    const number = next++
    const body = (async function* () {
      yield Buffer.from(`voice: number ${number}`)
    })()
    await host.memos.receiveUpload({ name: `Tape ${number}.m4a`, modifiedMs: 1_700_000_000_000, body, signal: new AbortController().signal })
    process.stdout.write(`${number}\n`)
  }
}

process.stdout.write('ready\n')
await Promise.all(Array.from({ length: 8 }, uploadNext))
await host.close()
