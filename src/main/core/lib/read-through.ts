/**
 * What is read of a source, where leaving early reaches the source at once: a generator that waits for its next item hears of its
 * end only after that.
 */
export const readThrough = <From, To>(source: AsyncGenerator<From, undefined, void>, read: (source: AsyncGenerator<From, undefined, void>) => AsyncGenerator<To, undefined, void>): AsyncGenerator<To, undefined, void> => {
  const iterator = read(source)
  const endRead = iterator.return.bind(iterator)
  iterator.return = async (value) => {
    await source.return(undefined)
    return endRead(value)
  }
  return iterator
}
