package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * nginx's stream module, which passes on any TCP connection.
 *
 * @param builtIn whether it is part of the program
 * @param file where it is a file of its own; empty where there is none
 */
public record StreamModule(boolean builtIn, Optional<Path> file) {
  private static final String NAME = "ngx_stream_module.so";

  /** One that is part of the program. */
  public static StreamModule ofProgram() {
    return new StreamModule(true, Optional.empty());
  }

  /**
   * What there is of it.
   *
   * @param build what {@code nginx -V} says
   * @param prefix the folder that relative paths start from
   */
  static StreamModule of(String build, Path prefix) {
    if (Pattern.compile("--with-stream(?![=_\\w])").matcher(build).find()) {
      return ofProgram();
    }
    Matcher modules = Pattern.compile("--modules-path=(\\S+)").matcher(build);
    Path folder = modules.find() ? Path.of(modules.group(1)) : prefix.resolve("modules");
    return new StreamModule(false, Optional.of(folder.resolve(NAME)).filter(Files::isRegularFile));
  }

  /** Whether there is one, be it that nobody loads it. */
  public boolean isThere() {
    return builtIn || file.isPresent();
  }

  /** Whether an nginx with that configuration has it. */
  boolean isLoaded(Configuration configuration) {
    return builtIn
        || configuration.all("load_module").stream().anyMatch(d -> d.arg(0).endsWith(NAME));
  }
}
