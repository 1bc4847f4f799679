/** Where the built file of a module lies: see `vite.config.ts`. */
declare module '*?address' {
  const address: string
  export default address
}
