package bluegreen.diagnosis;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The one line of a program's output that says why it could not go on. */
public final class LogCause {
  private static final int LONGEST = 400;

  /** Colours and other sequences for terminals, see ECMA-48. */
  private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]");

  /** The heading that Spring Boot's analysis of a failed start has. */
  private static final String SPRING = "APPLICATION FAILED TO START";

  private static final String DESCRIPTION = "Description:";
  private static final String ACTION = "Action:";

  /** What leaves no doubt, wherever it stands, and whatever comes after it. */
  private static final List<Pattern> CLEAR =
      Stream.of(
              "(java\\.lang\\.OutOfMemoryError(?:: .*)?)",
              "(\\S*UnsupportedClassVersionError: .*)",
              "((?:\\S+: )?.*(?:Address already in use|address already in use|EADDRINUSE).*)",
              "^(Error: (?:Unable to access jarfile|Could not find or load main class"
                  + "|Invalid or corrupt jarfile|Could not create the Java Virtual Machine).*)",
              "^(Unrecognized (?:VM )?option.*)",
              "^(Invalid (?:maximum|initial) heap size.*)",
              "^(no main manifest attribute.*)")
          .map(Pattern::compile)
          .toList();

  /** Where a trace begins, or goes on with what is below; of a trace the last one counts. */
  private static final List<Pattern> TRACES =
      Stream.of(
              "^Caused by: (.*)",
              "^Exception in thread \"[^\"]*\" (.*)",
              "^((?:[\\w$]+\\.)+[\\w$]*(?:Exception|Error)(?:: .*)?)$", // Java
              "^((?:[A-Z]\\w*)?(?:Error|Exception): .*)$", // JavaScript and Python
              "^(panic: .*)$", // Go
              "^(thread '.*' panicked at .*)$") // Rust
          .map(Pattern::compile)
          .toList();

  private LogCause() {}

  /** What the last lines of a program's output say of it; empty where they say nothing clear. */
  public static Optional<String> in(String output) {
    List<String> lines =
        output.lines().map(line -> ESCAPES.matcher(line).replaceAll("").strip()).toList();
    return spring(lines)
        .or(() -> last(lines, CLEAR))
        .or(() -> last(lines, TRACES))
        .map(LogCause::cut);
  }

  private static Optional<String> spring(List<String> lines) {
    int heading = lines.lastIndexOf(SPRING);
    List<String> below = heading < 0 ? List.of() : lines.subList(heading, lines.size());
    int description = below.indexOf(DESCRIPTION);
    int action = below.indexOf(ACTION);
    if (description < 0) {
      return Optional.empty();
    }
    String what =
        cut(words(below.subList(description + 1, action > description ? action : below.size())));
    String remedy = action > description ? paragraph(below.subList(action + 1, below.size())) : "";
    return Optional.of(what + (remedy.isEmpty() ? "" : " (" + remedy + ")"))
        .filter(said -> !said.isEmpty());
  }

  private static String words(List<String> lines) {
    return String.join(" ", lines.stream().filter(line -> !line.isEmpty()).toList());
  }

  /** The first one: below it the log may go on with something else. */
  private static String paragraph(List<String> lines) {
    return words(
        lines.stream().dropWhile(String::isEmpty).takeWhile(line -> !line.isEmpty()).toList());
  }

  private static Optional<String> last(List<String> lines, List<Pattern> patterns) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      for (Pattern pattern : patterns) {
        Matcher matcher = pattern.matcher(lines.get(i));
        if (matcher.find()) {
          return Optional.of(matcher.group(1));
        }
      }
    }
    return Optional.empty();
  }

  private static String cut(String text) {
    boolean isLong = text.codePointCount(0, text.length()) > LONGEST;
    return isLong ? text.substring(0, text.offsetByCodePoints(0, LONGEST)) + " ..." : text;
  }
}
