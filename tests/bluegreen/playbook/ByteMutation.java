package bluegreen.playbook;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One change to the bytes of a file, whatever they mean.
 *
 * @param a where, modulo the length
 * @param b how much, or what
 */
record ByteMutation(What what, int a, int b) {
  private static final int LONGEST_RANGE = 40;

  /** Bytes that mean something to YAML, to a terminal or to a decoder. */
  private static final List<byte[]> CHUNKS =
      List.of(
          bytes(0x00),
          bytes(0x07),
          bytes(0x1b, '[', '2', 'J'),
          bytes(0x7f),
          bytes(0xff),
          bytes(0xfe, 0xff),
          bytes(0xc3),
          bytes(0xc0, 0xaf),
          bytes(0xed, 0xa0, 0x80),
          bytes(0xf5, 0x80, 0x80, 0x80),
          text("\u0085"),
          text("\u2028"),
          text("\uFEFF"),
          text("\u202E"),
          text("\uFFFE"),
          text("한글 👋"),
          text("\r"),
          text("\r\n"),
          text("\n"),
          text("\n\n  "),
          text("\t"),
          text("    "),
          text("---\n"),
          text("...\n"),
          text("%YAML 9.9\n---\n"),
          text("%TAG ! !\n"),
          text("{{"),
          text("}}"),
          text("{%"),
          text("{#"),
          text("{"),
          text("}"),
          text("["),
          text("]"),
          text(","),
          text(": "),
          text("- "),
          text("? "),
          text("#"),
          text("&a "),
          text("*a "),
          text("!!x "),
          text("! "),
          text("| "),
          text(">-9\n"),
          text("\""),
          text("'"),
          text("\\"),
          text("\\x"),
          text("\"\\U0010FFFF\""),
          text("@"),
          text("`"),
          text("%"),
          text("<<: "),
          text("~"));

  /** Kinds of changes. */
  enum What {
    FLIP_BIT,
    SET,
    INSERT,
    DELETE,
    TRUNCATE,
    DUPLICATE,
    COPY,
    REPEAT_LINE,
    DROP_LINE,
    INDENT_LINE
  }

  byte[] of(byte[] file) {
    if (file.length == 0) {
      return CHUNKS.get(b % CHUNKS.size());
    }
    int at = a % file.length;
    int end = Math.min(file.length, at + 1 + b % LONGEST_RANGE);
    int line = lineStart(file, at);
    int nextLine = lineEnd(file, at);
    return switch (what) {
      case FLIP_BIT -> replaced(file, at, at + 1, bytes(file[at] ^ 1 << b % 8));
      case SET -> replaced(file, at, at + 1, bytes(b % 256));
      case INSERT -> replaced(file, at, at, CHUNKS.get(b % CHUNKS.size()));
      case DELETE -> replaced(file, at, end, bytes());
      case TRUNCATE -> replaced(file, at, file.length, bytes());
      case DUPLICATE -> replaced(file, at, at, part(file, at, end));
      case COPY -> replaced(file, b % file.length, b % file.length, part(file, at, end));
      case REPEAT_LINE -> replaced(file, line, line, part(file, line, nextLine));
      case DROP_LINE -> replaced(file, line, nextLine, bytes());
      case INDENT_LINE -> replaced(file, line, line, text(" ".repeat(1 + b % 5)));
    };
  }

  private static int lineStart(byte[] file, int at) {
    int start = at;
    while (start > 0 && file[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  private static int lineEnd(byte[] file, int at) {
    int end = at;
    while (end < file.length && file[end] != '\n') {
      end++;
    }
    return Math.min(file.length, end + 1);
  }

  private static byte[] part(byte[] file, int from, int to) {
    return java.util.Arrays.copyOfRange(file, from, to);
  }

  private static byte[] replaced(byte[] file, int from, int to, byte[] replacement) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, from);
    out.writeBytes(replacement);
    out.write(file, to, file.length - to);
    return out.toByteArray();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
