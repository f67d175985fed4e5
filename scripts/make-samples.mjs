// Makes the two sample memos in resources/demo from synthetic voices. Needs espeak-ng and ffmpeg; run once, by hand.
// Sentences hold only words that the demo model knows, so that a fresh clone shows a transcript that is right.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const DEMO = fileURLToPath(new URL('../resources/demo/', import.meta.url))

const SAMPLES = [
  {
    fileName: 'walk-to-the-station.m4a',
    title: 'Walk to the station',
    recordedAt: '2026-11-20T08:14:00Z',
    voice: 'en-us',
    speed: 150,
    pitch: 50,
    // A pause longer than a breath: silences are found and skipped.
    sentences: [
      ['The train from Madrid was nine minutes late.', 1.2],
      ['Remind me to call the dentist on Monday.', 2.6],
      ['Buy paper towels, beans, and lemons for dinner.', 1.2],
      ['Do not forget to pay the electric bill after work.', 3.4],
      ['Remind me to return the library books on Wednesday morning.', 0.8],
    ],
  },
  {
    fileName: 'after-the-meeting.m4a',
    title: 'After the meeting',
    recordedAt: '2026-11-21T16:32:00Z',
    voice: 'en-us+f2',
    speed: 145,
    pitch: 50,
    sentences: [
      ['The team finished the project today.', 1.2],
      ['We should move the budget to Tuesday because Alex is sick.', 1.2],
      ['I need to text Maria after work.', 2.4],
      ['Ask my boss about the holiday and then visit my daughter.', 3.1],
      ['Remind me to call the dentist on Friday.', 0.8],
    ],
  },
]

const run = (command, args) => execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })

function makeSample(sample) {
  const folder = mkdtempSync(join(tmpdir(), 'freehold-samples-'))
  try {
    const list = sample.sentences.map(([sentence, pauseSeconds], index) => {
      const spoken = join(folder, `${index}.wav`)
      const padded = join(folder, `${index}-padded.wav`)
      run('espeak-ng', ['-v', sample.voice, '-s', String(sample.speed), '-p', String(sample.pitch), '-w', spoken, sentence])
      run('ffmpeg', ['-v', 'error', '-y', '-i', spoken, '-af', `aresample=44100,apad=pad_dur=${pauseSeconds}`, '-ac', '1', padded])
      return `file '${padded}'`
    })
    writeFileSync(join(folder, 'list.txt'), list.join('\n'))
    const metadata = ['-metadata', `title=${sample.title}`, '-metadata', `creation_time=${sample.recordedAt}`]
    const joined = ['-f', 'concat', '-safe', '0', '-i', join(folder, 'list.txt')]
    const encoded = ['-c:a', 'aac', '-b:a', '64k', '-bitexact']
    run('ffmpeg', ['-v', 'error', '-y', ...joined, ...encoded, ...metadata, join(DEMO, sample.fileName)])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

for (const sample of SAMPLES) makeSample(sample)
