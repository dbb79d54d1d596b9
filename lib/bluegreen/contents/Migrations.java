package bluegreen.contents;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** What migrations of all kinds have in common. */
final class Migrations {
  /** Bytes of one file; what is larger carries data. */
  static final int LARGEST = 4_000_000;

  static final int MOST = 20_000;

  private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

  private Migrations() {}

  static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** What changes when the bytes do. */
  static String print(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return Long.toHexString(crc.getValue());
  }

  /** By name, with V9 before V10. */
  static Comparator<Migration> order() {
    return Comparator.comparing(Migration::name, Migrations::compare);
  }

  private static int compare(String a, String b) {
    Matcher first = PART.matcher(a);
    Matcher second = PART.matcher(b);
    while (true) {
      boolean more = first.find();
      boolean others = second.find();
      if (!more || !others) {
        return more == others ? a.compareTo(b) : Boolean.compare(more, others);
      }
      int order = compareParts(first.group(), second.group());
      if (order != 0) {
        return order;
      }
    }
  }

  private static int compareParts(String a, String b) {
    if (!isNumber(a) || !isNumber(b)) {
      return a.compareTo(b);
    }
    String first = a.replaceFirst("^0+(?=.)", "");
    String second = b.replaceFirst("^0+(?=.)", "");
    return first.length() == second.length()
        ? first.compareTo(second)
        : Integer.compare(first.length(), second.length());
  }

  private static boolean isNumber(String part) {
    return part.charAt(0) >= '0' && part.charAt(0) <= '9';
  }
}
