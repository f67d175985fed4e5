/** The items of each batch, one after the other; leaving early reaches the source at once, even while a batch is waited for. */
export const oneByOne = <T>(batches: AsyncGenerator<readonly T[], undefined, void>): AsyncGenerator<T, undefined, void> => {
  async function* read(): AsyncGenerator<T, undefined, void> {
    for await (const batch of batches) yield* batch
    return undefined
  }
  const iterator = read()
  const endRead = iterator.return.bind(iterator)
  iterator.return = async (value) => {
    await batches.return(undefined)
    return endRead(value)
  }
  return iterator
}
