package bluegreen.command.starter;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a site of its own would listen, and stand.
 *
 * @param ipv6 whether this machine has it
 */
record SitePlace(FrontDoor door, boolean ipv6) {
  /** Where every distribution's nginx reads sites. */
  private static final String SITES = "/etc/nginx/conf.d";

  /**
   * Each address of port 80 on which somebody listens, so that all requests for a name are ours.
   */
  List<String> listen() {
    Set<String> listen = new LinkedHashSet<>();
    Socket four = Socket.of("80");
    Socket six = Socket.of("[::]:80");
    Optional<Configuration> configuration = door.configuration();
    boolean both =
        configuration
            .filter(c -> c.entrances().takesBoth(six) && !c.entrances().sockets().contains(four))
            .isPresent();
    if (!both) {
      listen.add("80");
    }
    if (both || ipv6) {
      listen.add("[::]:80");
    }
    configuration.stream()
        .flatMap(c -> c.entrances().sockets().stream())
        .filter(s -> s.port() == 80 && s.family() != Socket.Family.UNIX && !s.isWildcard())
        .map(s -> s.family() == Socket.Family.IPV4 ? s.host() + ":80" : s.shown())
        .forEach(listen::add);
    return List.copyOf(listen);
  }

  /** A file in a folder that nginx reads all of, which is nobody's yet. */
  Path file(String name) {
    List<String> folders =
        door.configuration().stream()
            .flatMap(c -> c.all("http").stream())
            .flatMap(h -> h.body().orElse(List.of()).stream())
            .filter(d -> d.is("include") && d.arg(0).matches(".*/\\*(\\.conf)?"))
            .map(d -> d.arg(0).replaceFirst("/[^/]*$", ""))
            .map(f -> door.server().conf().resolveSibling(f).toString())
            .toList();
    String folder =
        Stream.of(SITES)
            .filter(folders::contains)
            .findFirst()
            .or(() -> folders.stream().filter(f -> !f.contains("modules")).findFirst())
            .orElse(SITES);
    Path site = Path.of(folder, name + ".conf");
    return Files.exists(site) ? Path.of(folder, name + "-bluegreen.conf") : site;
  }
}
