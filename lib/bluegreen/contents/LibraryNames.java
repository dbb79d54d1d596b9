package bluegreen.contents;

import bluegreen.contents.Contents.Library;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells name and version of a library by the name of its file. */
final class LibraryNames {
  private static final String SUFFIX = ".jar";

  /** Where a version may begin. */
  private static final Pattern BEGIN = Pattern.compile("-(?=\\d)");

  /** What stands before a number within a version, such as in {@code 1.0-beta-2}. */
  private static final Pattern WITHIN =
      Pattern.compile("(?i)\\d.*|alpha|beta|b|build|cr|m|milestone|p|pre|rc|r|rev|snapshot|sp");

  private LibraryNames() {}

  static boolean isLibrary(String file) {
    return file.endsWith(SUFFIX);
  }

  /** {@code log4j-1.2-api-2.20.0.jar} is {@code log4j-1.2-api} in the version {@code 2.20.0}. */
  static Library of(String file) {
    String base = Names.plain(file.substring(0, file.length() - SUFFIX.length()));
    int split = -1;
    Matcher begin = BEGIN.matcher(base);
    while (begin.find()) {
      String before = base.substring(0, begin.start());
      String word = before.substring(before.lastIndexOf('-') + 1);
      if (!before.isEmpty() && !(split >= 0 && WITHIN.matcher(word).matches())) {
        split = begin.start();
      }
    }
    return split < 0
        ? new Library(base, "")
        : new Library(base.substring(0, split), base.substring(split + 1));
  }

  /** The library of one of Maven's {@code pom.properties}. */
  static Library ofPom(byte[] bytes) throws IOException {
    Properties pom = new Properties();
    pom.load(new ByteArrayInputStream(bytes));
    return new Library(
        Names.plain(pom.getProperty("artifactId", "?")),
        Names.plain(pom.getProperty("version", "")));
  }
}
