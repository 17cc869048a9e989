/**
 * A text as it may stand on one line that people read: control characters, line and paragraph separators, noncharacters,
 * and the marks that reorder text on the screen (Unicode Technical Report 36) become `\u{HEX}`. Everything else stays.
 */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{NChar}\p{Bidi_Control}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
