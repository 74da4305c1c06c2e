/** A script that Vite bundles into a file of its own; the default export is its address. */
declare module '*?worker&url' {
  const address: string;
  export default address;
}
