package bluegreen.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Java is, as the file {@code release} in its folder says. It is not run for that: it may be
 * another user's.
 *
 * @param version such as 17
 * @param name the longest that it has for itself, such as {@code 17.0.15+6-Debian}
 */
public record JavaBuild(int version, String name) {
  /** {@code 1.8.0_392} is Java 8. */
  private static final Pattern VERSION =
      Pattern.compile("(?m)^JAVA_VERSION=\"(?:1\\.)?([0-9]{1,4})(?:[._+-][^\"]*)?\"\\s*$");

  private static final Pattern NAME =
      Pattern.compile("(?m)^JAVA_(?:RUNTIME_)?VERSION=\"([^\"]{1,100})\"");

  private static final int LARGEST = 1 << 16;

  /** That of a program; empty where a script stands in its place, or nothing is said. */
  public static Optional<JavaBuild> of(Path program) {
    try {
      Path real = program.toRealPath();
      Path bin = real.getParent();
      if (!real.endsWith("bin/java")) {
        return Optional.empty();
      }
      // That of Java 8 is in jre/bin.
      Path home = bin.getParent().endsWith("jre") ? bin.getParent().getParent() : bin.getParent();
      Path release = home.resolve("release");
      if (!Files.isRegularFile(release) || Files.size(release) > LARGEST) {
        return Optional.empty();
      }
      String said = Files.readString(release);
      Matcher version = VERSION.matcher(said);
      Optional<MatchResult> name =
          NAME.matcher(said).results().max(Comparator.comparingInt(r -> r.group(1).length()));
      return version.find() && name.isPresent()
          ? Optional.of(new JavaBuild(Integer.parseInt(version.group(1)), name.get().group(1)))
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
