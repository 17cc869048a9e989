/** Code under `templates/`: bundled as a string, byte for byte. */
declare module "*.sh" {
  const text: string;
  export default text;
}

declare module "*.py" {
  const text: string;
  export default text;
}
