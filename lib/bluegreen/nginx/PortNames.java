package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Target;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where nginx's configuration names a port or a socket, whatever it is for: not what the words mean
 * counts, as there is always one more way to say it, but that they are there.
 *
 * @param configuration all of it
 * @param ours files that we have written ourselves
 * @param replaced the value that is replaced before anything is stopped
 */
public record PortNames(
    Configuration configuration, Predicate<Path> ours, Optional<SetValue> replaced) {

  /** The first place that names a port, as {@code FILE:LINE: WORDS;}. */
  public Optional<String> of(int port) {
    Pattern number = Pattern.compile("(?<![0-9.])" + port + "(?![0-9])");
    return first(d -> d.words().stream().anyMatch(w -> number.matcher(w.text()).find()));
  }

  /** The first place that names a Unix socket. */
  public Optional<String> of(Path socket) {
    return first(d -> d.words().stream().anyMatch(w -> w.text().contains(socket.toString())));
  }

  private Optional<String> first(Predicate<Directive> names) {
    return others().filter(names).map(d -> d.place() + ": " + d.shown() + ";").findFirst();
  }

  /**
   * The first pass to an address that nginx makes when a request comes, of what it is given. A file
   * that a deployment has written says itself which ports those are.
   */
  public Optional<String> madeLater() {
    return configuration.servers().stream()
        .flatMap(s -> s.passes().stream())
        .filter(p -> p.target() instanceof Target.Unknown)
        .filter(p -> !ours.test(p.directive().file()) && !isWritten(p.directive().file()))
        .map(p -> p.directive().place() + ": " + p.directive().shown() + ";")
        .findFirst()
        .or(
            () ->
                first(
                    d ->
                        d.name().matches("(grpc|uwsgi|fastcgi|scgi)_pass") && d.arg(0).contains("$")
                            || d.name().matches(".*_by_lua(_block|_file)?|js_.*")));
  }

  private static boolean isWritten(Path file) {
    return SetValue.text(file).flatMap(SiteFile::read).isPresent();
  }

  private Stream<Directive> others() {
    return configuration
        .statements()
        .filter(d -> !d.is("listen") && !ours.test(d.file()))
        .filter(d -> replaced.filter(r -> r.isSetBy(d)).isEmpty());
  }
}
