package bluegreen.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is mounted where, see {@code proc_pid_mountinfo(5)}. */
public final class Mounts {
  private static final int PLACE = 4;
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  private Mounts() {}

  /**
   * Whether a file is mounted by itself: it can be written to, but nothing can be put in its place,
   * and it cannot be removed. False where nobody can tell.
   */
  public static boolean isAlone(Path file) {
    try {
      return Files.isRegularFile(file)
          && isAlone(file.toRealPath(), Files.readAllLines(Path.of("/proc/self/mountinfo")));
    } catch (IOException e) {
      return false;
    }
  }

  static boolean isAlone(Path real, List<String> mounts) {
    return mounts.stream()
        .map(line -> line.split(" "))
        .anyMatch(fields -> fields.length > PLACE && plain(fields[PLACE]).equals(real.toString()));
  }

  /** Blanks and the like are written in octal digits there. */
  private static String plain(String place) {
    return OCTAL
        .matcher(place)
        .replaceAll(o -> Matcher.quoteReplacement("" + (char) Integer.parseInt(o.group(1), 8)));
  }
}
