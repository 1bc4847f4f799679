/** The little of pdfmake that is used; it brings no types of its own. */
declare module 'pdfmake' {
  interface PdfDocument {
    getBuffer(): Promise<Buffer>
  }
  interface PdfMake {
    setFonts(fonts: Record<string, Record<string, string>>): void
    setUrlAccessPolicy(isAllowed: (url: string) => boolean): void
    setLocalAccessPolicy(isAllowed: (path: string) => boolean): void
    createPdf(definition: object): PdfDocument
  }
  const pdfmake: PdfMake
  export default pdfmake
}
