package bluegreen.command;

import bluegreen.host.HostFailure;
import bluegreen.playbook.Special;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The language that Java was started in. In any that is not UTF-8, such as cron's, Java makes
 * question marks of other letters in arguments, variables and file names, and says nothing.
 */
final class Language {
  /** What Java puts in the place of a byte that it cannot read. */
  private static final char UNREADABLE = '\ufffd';

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
    if (safe) {
      return;
    }
    try {
      for (String argument : text(Path.of("/proc/self/cmdline")).split("\0")) {
        if (!isPlain(argument)) {
          throw refusal("the command line", argument);
        }
      }
    } catch (IOException e) {
      return; // Whoever takes them for a path says so.
    }
  }

  /** Refuses to look for files in a folder whose name is not what Java takes it for. */
  void checkFolder() throws HostFailure {
    Path here = Path.of("/proc/self/cwd");
    try {
      if (!safe && !isPlain(Files.readSymbolicLink(here).toString())) {
        throw refusal("the folder that we are in", "in its path");
      }
    } catch (IOException e) {
      return; // Then there is nothing that it could be mistaken for.
    }
  }

  /** Refuses a text with names of files in it that Java could not read. */
  void checkFound(String text) throws HostFailure {
    if (!safe && text.indexOf(UNREADABLE) >= 0) {
      throw refusal("what was found", "in the name of a file");
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c < 128);
  }

  /** Refuses variables of ours that a playbook asks for and that have not reached us whole. */
  void checkVariables(Path playbook) throws HostFailure {
    if (safe || Special.kind(playbook).isPresent()) { // It can be read but once.
      return;
    }
    try {
      String asking = text(playbook);
      String ours = text(Path.of("/proc/self/environ"));
      for (String variable : ours.split("\0")) {
        String name = variable.substring(0, Math.max(0, variable.indexOf('=')));
        Pattern asked = Pattern.compile("\\benv\\b\\W{1,4}" + Pattern.quote(name) + "\\b");
        if (!isPlain(variable) && asked.matcher(asking).find()) {
          throw refusal("the variable " + name, "in its value");
        }
      }
    } catch (IOException e) {
      return; // Said by whoever reads the playbook next.
    }
  }

  /** Refuses a file whose values would not reach the app as they are meant. */
  void check(Path file) throws HostFailure {
    boolean unread = safe || Special.kind(file).isPresent();
    Optional<String> line = unread ? Optional.empty() : firstForeignLine(file);
    if (line.isPresent()) {
      throw refusal(file.toString(), line.get());
    }
  }

  private static HostFailure refusal(String what, String where) {
    return new HostFailure(
        what
            + " has letters beyond ASCII ("
            + where
            + "), of which Java makes question marks in the language that it was started in;"
            + " nothing was touched: export LC_ALL=C.UTF-8, and run this again");
  }

  /** Comments are for whoever reads them. */
  private static Optional<String> firstForeignLine(Path file) {
    try {
      String text = text(file);
      int number = 0;
      for (String line : text.split("\n", -1)) {
        number++;
        String said = line.replaceFirst("(^|\\s)#.*", "");
        if (!isPlain(said)) {
          return Optional.of("line " + number);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // Said by whoever reads it next.
    }
  }
}
