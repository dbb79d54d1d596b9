package bluegreen.state;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * A jar, or a war, looked at as something to run.
 *
 * @param flaw why it cannot be run, as the end of a sentence about it; empty where it can
 * @param cutShort whether it began as a jar does and is not whole, as one that is still being
 *     copied
 */
public record AppJar(Path file, Optional<String> flaw, boolean cutShort) {
  /** What build tools put beside an app's jar, some of it with a main class. */
  private static final Pattern BESIDE =
      Pattern.compile(
          ".*-(plain|sources|javadoc|tests|test-fixtures)\\.[jw]ar|(gradle|maven)-wrapper\\.jar");

  /** The Maven shade plugin's name for what it has replaced. */
  private static final String REPLACED = "original-";

  /** Looks at a file, and at its name only where it is one of several. */
  public static AppJar at(Path file) {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      Manifest manifest = jar.getManifest();
      boolean runs =
          manifest != null && manifest.getMainAttributes().containsKey(Attributes.Name.MAIN_CLASS);
      return runs ? new AppJar(file, Optional.empty(), false) : library(file);
    } catch (IOException e) {
      String why = "is not a whole jar (empty or cut short?): " + e.getMessage();
      return new AppJar(file, Optional.of(why), beginsAsJar(file));
    }
  }

  private static AppJar library(Path file) {
    return new AppJar(file, Optional.of("cannot be run: its manifest names no Main-Class"), false);
  }

  /** Nothing at all may be the beginning of one; a script is one in a Spring Boot app's. */
  private static boolean beginsAsJar(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(2), ISO_8859_1);
      return start.isEmpty() || start.equals("PK") || start.equals("#!");
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it can be run. */
  public boolean canRun() {
    return flaw.isEmpty();
  }

  /** Whether it can be run and is not what a build tool puts beside the app's own jar. */
  public boolean isApp() {
    String name = file.getFileName().toString();
    boolean replaced =
        name.startsWith(REPLACED)
            && Files.exists(file.resolveSibling(name.substring(REPLACED.length())));
    return canRun() && !replaced && !BESIDE.matcher(name).matches();
  }
}
