package bluegreen.report;

import bluegreen.host.Command;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the user has called us, so that a command that we name can be typed as it stands.
 *
 * @param words such as {@code ./jbang deploy.java}
 */
public record Call(String words) {
  /** The variable in which our wrapper says how it was called; JBang itself says nothing. */
  static final String VARIABLE = "BLUEGREEN_CALL";

  /** A command of ours in a sentence, which says {@code deploy.java} for however we are called. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?<![\\w./-]|jbang )(?:jbang )?deploy\\.java(?="
              + " (?:-{1,2}[a-z]|PLAYBOOK\\b|(?:deploy|rollback"
              + "|status|verify|history|logs|reload|validate|init|remove)\\b))");

  private static final Pattern SAFE = Pattern.compile("[\\w./~@%+=:,-]+( [\\w./~@%+=:,-]+){1,2}");

  /**
   * How this process was called.
   *
   * @param classPath Java's; one jar where that was started by {@code java -jar}
   */
  public static Call of(Map<String, String> env, String classPath) {
    String wrapper = env.getOrDefault(VARIABLE, "");
    if (classPath.endsWith(".jar") && !classPath.contains(":")) {
      return new Call(Command.shown(List.of("java", "-jar", classPath)));
    }
    return new Call(SAFE.matcher(wrapper).matches() ? wrapper : "jbang deploy.java");
  }

  /** A text of ours in which each command is the one to be typed. */
  public String in(String text) {
    return NAMED.matcher(text).replaceAll(Matcher.quoteReplacement(words));
  }

  /** A command line of ours. */
  public String line(String... arguments) {
    return words + " " + Command.shown(List.of(arguments));
  }
}
