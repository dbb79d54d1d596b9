package bluegreen.page;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Texts of others as a page can show them: what would colour or move a terminal's text is left out,
 * and what a page has no letter for, or that would turn the direction of what follows, is a
 * question mark.
 */
final class Plain {
  private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");
  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{Cc}&&[^\\t\\n]]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]|\\p{Cs}");

  private Plain() {}

  /** Such a text. */
  static String of(String text) {
    return UNSEEN.matcher(COLOURS.matcher(text).replaceAll("")).replaceAll("?");
  }

  /** Such lines, as one text. */
  static String of(List<String> lines) {
    return of(String.join("\n", lines));
  }
}
