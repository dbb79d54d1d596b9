package bluegreen.command;

import bluegreen.host.HostFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The language that Java was started in. In any that is not UTF-8, such as cron's, Java makes
 * question marks of other letters in arguments, variables and file names, and says nothing.
 */
final class Language {
  private final boolean safe;

  private Language(boolean safe) {
    this.safe = safe;
  }

  /** Ours. */
  static Language own() {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8").toUpperCase(Locale.ROOT);
    return new Language(encoding.equals("UTF-8") || encoding.equals("UTF8"));
  }

  /** Refuses arguments that have not reached us as they were meant. */
  void checkArguments() throws HostFailure {
    check(Path.of("/proc/self/cmdline"), "the command line");
  }

  /** Refuses a file whose values would not reach the app as they are meant. */
  void check(Path file) throws HostFailure {
    check(file, file.toString());
  }

  private void check(Path file, String name) throws HostFailure {
    Optional<String> line = safe ? Optional.empty() : firstForeignLine(file);
    if (line.isPresent()) {
      throw new HostFailure(
          name
              + " has letters beyond ASCII ("
              + line.get()
              + "), of which Java makes question marks in the language that it was started in;"
              + " nothing was touched: export LC_ALL=C.UTF-8, and run this again");
    }
  }

  /** Comments are for whoever reads them. */
  private static Optional<String> firstForeignLine(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      int number = 0;
      for (String line : text.split("\n", -1)) {
        number++;
        String said = line.replaceFirst("(^|\\s)#.*", "");
        if (said.chars().anyMatch(c -> c > 127)) {
          return Optional.of("line " + number);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // Said by whoever reads it next.
    }
  }
}
