declare module "virtual:map-worker" {
  const url: string;
  export default url;
}

declare module "virtual:world" {
  /** Addresses of GeoJSON files. */
  export const land: string;
  export const borders: string;
  export const names: string;
}
