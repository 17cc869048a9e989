/** Brings what is generated up to date; does nothing, quickly, when it is. */
export function generate(): Promise<void>;
export default generate;
