/** Larger ones are sent by themselves, and show how far they are. */
export const SMALL_BYTES = 4_000_000
const GROUP_FILES = 64
const GROUP_BYTES = 16_000_000

/** Puts small files together, as many as are sent in one request; a large one stays by itself. */
export async function* groupFiles(found: AsyncIterable<File>): AsyncGenerator<readonly File[], void, void> {
  let group: File[] = []
  let sizeBytes = 0
  try {
    for await (const file of found) {
      if (file.size > SMALL_BYTES) {
        yield [file]
        continue
      }
      group.push(file)
      sizeBytes += file.size
      if (group.length < GROUP_FILES && sizeBytes < GROUP_BYTES) continue
      yield group
      group = []
      sizeBytes = 0
    }
  } catch (error) {
    // What was found before a folder could not be read is taken all the same.
    if (group.length > 0) yield group
    throw error
  }
  if (group.length > 0) yield group
}
