package bluegreen.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An external command as data: {@link Commands} is the only one who runs it.
 *
 * @param env what is added to our own environment
 * @param input what it reads on standard input
 * @param hidden whether arguments and output are kept out of the trace
 */
public record Command(
    List<String> argv,
    Map<String, String> env,
    Optional<Path> directory,
    Duration timeout,
    Optional<String> input,
    boolean hidden) {
  private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(1);

  /** A command in our own environment and folder, for at most a minute. */
  public static Command of(List<String> argv) {
    return new Command(
        List.copyOf(argv), Map.of(), Optional.empty(), USUAL_TIMEOUT, Optional.empty(), false);
  }

  /** A command from single words. */
  public static Command of(String... argv) {
    return of(List.of(argv));
  }

  /** The same with further words. */
  public Command and(String... more) {
    List<String> all = new ArrayList<>(argv);
    all.addAll(List.of(more));
    return new Command(List.copyOf(all), env, directory, timeout, input, hidden);
  }

  /** The same with further environment variables. */
  public Command with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(env);
    all.putAll(more);
    return new Command(argv, all, directory, timeout, input, hidden);
  }

  /** The same in another folder. */
  public Command in(Path folder) {
    return new Command(argv, env, Optional.of(folder), timeout, input, hidden);
  }

  /** The same with another limit. */
  public Command within(Duration limit) {
    return new Command(argv, env, directory, limit, input, hidden);
  }

  /** The same with a text on standard input. */
  public Command reading(String text) {
    return new Command(argv, env, directory, timeout, Optional.of(text), hidden);
  }

  /** The same, kept out of the trace. */
  public Command hidden(boolean hide) {
    return new Command(argv, env, directory, timeout, input, hide);
  }

  /** As one would type it into a shell. */
  public static String shown(List<String> argv) {
    return String.join(" ", argv.stream().map(Command::quoted).toList());
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + withinQuotes(word) + "'";
  }

  /** A text as it stands between the quotes of a shown command. */
  static String withinQuotes(String text) {
    return text.replace("'", "'\\''");
  }
}
