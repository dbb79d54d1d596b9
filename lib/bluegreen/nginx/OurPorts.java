package bluegreen.nginx;

import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Behind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The ports of an nginx of ours behind somebody's own: the playbook's, and those that an earlier
 * playbook gave it, on which it listens for as long as the one in front still comes by them.
 */
record OurPorts(int wanted, Set<Integer> all) {
  private static final Pattern LISTEN =
      Pattern.compile("(?m)^ *listen 127\\.0\\.0\\.1:(\\d{1,5});$");

  /** With those that our site file, as it is, names. */
  static OurPorts of(Behind behind) {
    Set<Integer> all = new TreeSet<>(Set.of(behind.port()));
    SetValue.text(behind.file()).ifPresent(site -> all.addAll(in(site)));
    return new OurPorts(behind.port(), all);
  }

  /** Those that a site file names. */
  static Set<Integer> in(String site) {
    Set<Integer> ports = new TreeSet<>();
    Matcher listen = LISTEN.matcher(site);
    while (listen.find()) {
      ports.add(Integer.valueOf(listen.group(1)));
    }
    return ports;
  }

  /**
   * The playbook, as its nginx can be asked now: on another port than it will have where the site
   * file names only that one.
   */
  static Playbook asked(Playbook playbook, Optional<String> site) {
    Set<Integer> ports = site.map(OurPorts::in).orElse(Set.of());
    return playbook
        .nginx()
        .behind()
        .filter(behind -> !ports.contains(behind.port()))
        .flatMap(behind -> ports.stream().findFirst())
        .map(
            port -> playbook.asked(Endpoint.here(port).url() + "/", playbook.nginx().serverNames()))
        .orElse(playbook);
  }

  /** Whether a value is one of their addresses. */
  boolean has(SetValue value) {
    return all.stream().map(Endpoint::here).map(Endpoint::url).anyMatch(value.value()::equals);
  }

  /** The one that is passed to, the playbook's before any other; empty where none is. */
  Optional<Integer> passed(FrontModel model) {
    return Stream.concat(Stream.of(wanted), all.stream())
        .filter(port -> model.stillTo(port).isPresent())
        .findFirst();
  }

  /**
   * Those beside the playbook's that are still passed to, each with what a person has to change for
   * that to end. Where nobody can tell, a port stays.
   */
  Map<Integer, List<String>> former(Optional<FrontModel> model) {
    Map<Integer, List<String>> former = new TreeMap<>();
    for (int port : all) {
      Optional<List<String>> still =
          model.isPresent() ? model.get().stillTo(port) : Optional.of(List.of());
      if (port != wanted && still.isPresent()) {
        former.put(port, still.get());
      }
    }
    return former;
  }
}
