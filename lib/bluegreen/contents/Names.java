package bluegreen.contents;

import java.util.regex.Pattern;

/** Names that somebody else has given, as they may be shown. */
final class Names {
  private static final int LONGEST = 200;

  /** What moves a cursor, ends a line, turns the direction of writing or is not seen at all. */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

  private Names() {}

  static String plain(String name) {
    String tame = UNSEEN.matcher(name).replaceAll("?");
    return tame.length() <= LONGEST ? tame : tame.substring(0, LONGEST) + "...";
  }
}
