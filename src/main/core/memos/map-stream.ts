/** Each item changed on its way; leaving early reaches the source at once, even while an item is waited for. */
export const mapStream = <From, To>(source: AsyncGenerator<From, undefined, void>, change: (item: From) => To | null): AsyncGenerator<To, undefined, void> => {
  async function* read(): AsyncGenerator<To, undefined, void> {
    for await (const item of source) {
      const changed = change(item)
      if (changed !== null) yield changed
    }
    return undefined
  }
  const iterator = read()
  const endRead = iterator.return.bind(iterator)
  iterator.return = async (value) => {
    await source.return(undefined)
    return endRead(value)
  }
  return iterator
}
