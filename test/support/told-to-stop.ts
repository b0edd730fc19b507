/** A signal that has been given when it is looked at for the nth time, counted from 1. */
export function toldAt(nth: number): AbortSignal {
  let looks = 0;
  const { signal } = new AbortController();
  return new Proxy(signal, {
    get: (of, name) =>
      name === 'aborted' ? ++looks >= nth : (Reflect.get(of, name, of) as unknown),
  });
}
