package bluegreen.report;

import bluegreen.host.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the user has called us, so that a command that we name can be typed as it stands.
 *
 * @param words such as {@code ./jbang deploy.java}
 * @param playbook the playbook and what else it takes to read it, as it is to be typed; {@code
 *     PLAYBOOK} where none was given
 */
public record Call(String words, String playbook) {
  private static final String ANY = "PLAYBOOK";

  /** Of a variable that is called so nobody wants to see the value again. */
  private static final Pattern CONFIDENTIAL =
      Pattern.compile("(?i).*(pass|pwd|secret|token|key|credential|auth).*");

  /** The variable in which our wrapper says how it was called; JBang itself says nothing. */
  static final String VARIABLE = "BLUEGREEN_CALL";

  /** A command of ours in a sentence, which says {@code deploy.java} for however we are called. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?<![\\w./-]|jbang )(?:jbang )?deploy\\.java(?="
              + " (?:-{1,2}[a-z]|PLAYBOOK\\b|(?:deploy|rollback"
              + "|status|verify|history|report|logs|reload|validate|init|remove)\\b))");

  /** Where such a command takes the playbook that it is about. */
  private static final Pattern OPERAND =
      Pattern.compile("(?<=deploy\\.(?:java|jar)'?)((?: -{0,2}[a-z][a-z-]*)*) PLAYBOOK\\b");

  private static final Pattern SAFE = Pattern.compile("[\\w./~@%+=:,-]+( [\\w./~@%+=:,-]+){1,2}");

  /** One that names no playbook. */
  public Call(String words) {
    this(words, ANY);
  }

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

  /** The same for a playbook, with the variables that were given to it. */
  public Call on(Path file, Map<String, String> vars) {
    List<String> typed = new ArrayList<>();
    vars.forEach(
        (name, value) -> {
          boolean shown = !CONFIDENTIAL.matcher(name).matches();
          typed.addAll(List.of("-e", name + "=" + (shown ? value : "...")));
        });
    typed.add(file.toString());
    return new Call(words, Command.shown(typed));
  }

  /** A text of ours in which each command is the one to be typed. */
  public String in(String text) {
    String named = NAMED.matcher(text).replaceAll(Matcher.quoteReplacement(words));
    return OPERAND.matcher(named).replaceAll("$1 " + Matcher.quoteReplacement(playbook));
  }

  /** A command line of ours. */
  public String line(String... arguments) {
    return words + " " + Command.shown(List.of(arguments));
  }
}
