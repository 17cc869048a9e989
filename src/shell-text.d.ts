/** Shell text under `templates/`: bundled as a string, byte for byte. */
declare module "*.sh" {
  const text: string;
  export default text;
}
