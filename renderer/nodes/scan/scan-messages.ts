/** What the page gives the worker: one picture of the camera, handed over and forgotten. */
export interface ScanPicture {
  readonly picture: ImageBitmap;
}
/** What it answers: the texts of the codes in that picture, or that it cannot read any. */
export type ScanAnswer = { readonly texts: readonly string[] } | { readonly isBroken: true };
