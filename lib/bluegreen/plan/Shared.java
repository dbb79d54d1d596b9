package bluegreen.plan;

import bluegreen.nginx.conf.Socket;
import bluegreen.observe.Neighbour;
import bluegreen.playbook.Endpoint;
import bluegreen.state.Layout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a playbook wants of this machine and another app of ours has, by the keys that say so. */
record Shared(Layout wanted, Neighbour neighbour) {
  /** A port that a playbook names; {@code listen} where nginx listens for visitors there. */
  private record Use(String key, String value, Endpoint place, Optional<Socket> listen) {
    static Use of(String key, Endpoint place) {
      String shown = place.isHere() ? key : key.replace("ports.", "slots.");
      return new Use(shown, place.text(), place, Optional.empty());
    }

    static Use of(String key, String listen) {
      Socket socket = Socket.of(listen);
      return new Use(key, listen, Endpoint.here(socket.port()), Optional.of(socket));
    }

    /** One nginx may listen at one place for many sites; any other two cannot have one port. */
    boolean clashes(Use other, boolean sameNginx) {
      boolean bothListen = listen.isPresent() && other.listen.isPresent();
      return place.collides(other.place)
          && (!bothListen || !sameNginx && overlap(listen.get(), other.listen.get()));
    }

    private static boolean overlap(Socket one, Socket other) {
      return one.family() == other.family()
          && (one.host().equals(other.host()) || one.isWildcard() || other.isWildcard());
    }
  }

  private Layout other() {
    return neighbour.layout();
  }

  /** The ports of the playbook that the other app has, too, each with the value of its key. */
  Map<String, String> ports() {
    Map<String, String> shared = new LinkedHashMap<>();
    for (Use mine : neighbour.alive() ? uses(wanted) : List.<Use>of()) {
      if (uses(other()).stream().anyMatch(theirs -> mine.clashes(theirs, isSameNginx()))) {
        shared.merge(mine.key(), mine.value(), (a, b) -> a + ", " + b);
      }
    }
    return shared;
  }

  private static List<Use> uses(Layout layout) {
    List<Use> uses = new ArrayList<>();
    layout.ports().ifPresent(p -> uses.add(Use.of("ports.blue", p.blue())));
    layout.ports().ifPresent(p -> uses.add(Use.of("ports.green", p.green())));
    layout.behind().ifPresent(port -> uses.add(Use.of("nginx.behind", Endpoint.here(port))));
    layout.listen().forEach(l -> uses.add(Use.of("nginx.listen", l)));
    layout.tlsListen().forEach(l -> uses.add(Use.of("nginx.tls.listen", l)));
    return uses;
  }

  /** A version before this one has not said which nginx it was. */
  private boolean isSameNginx() {
    return wanted.conf().isEmpty()
        || other().conf().isEmpty()
        || wanted.conf().equals(other().conf());
  }

  /** All of the numbers of ports that the other app has. */
  Set<Integer> theirPorts() {
    Set<Integer> ports = new LinkedHashSet<>();
    uses(other()).stream()
        .filter(u -> neighbour.alive() && u.place().isHere())
        .forEach(u -> ports.add(u.place().port()));
    return ports;
  }

  /** The same of files and folders. */
  Map<String, String> files() {
    Map<String, String> shared = new LinkedHashMap<>();
    boolean alive = neighbour.alive();
    if ((alive || neighbour.standing()) && wanted.site().equals(other().site())) {
      shared.put("nginx.site", wanted.site().toString());
    }
    wanted
        .include()
        .filter(file -> alive && other().include().equals(Optional.of(file)))
        .ifPresent(file -> shared.put("nginx.include", file.toString()));
    boolean within = other().workdir().filter(w -> nested(wanted.dir(), w)).isPresent();
    if (nested(wanted.dir(), other().dir()) || within) {
      shared.put("app.dir", wanted.dir().toString());
    }
    wanted
        .workdir()
        .filter(w -> nested(w, other().dir()))
        .ifPresent(w -> shared.put("app.workdir", w.toString()));
    return shared;
  }

  private static boolean nested(Path one, Path other) {
    return one.startsWith(other) || other.startsWith(one);
  }

  /** Everything; the site's names only where there is more, as alone they may be meant. */
  Map<String, String> all() {
    Map<String, String> shared = new LinkedHashMap<>(ports());
    shared.putAll(files());
    List<String> names = wanted.names().stream().filter(other().names()::contains).toList();
    if (shared.size() > 1 && neighbour.alive() && isSameNginx() && !names.isEmpty()) {
      shared.put("nginx.server_name", String.join(", ", names));
    }
    return shared;
  }

  /** {@code ports.blue: 8081, nginx.site: /etc/nginx/conf.d/shop.conf}. */
  static String said(Map<String, String> shared) {
    return String.join(
        ", ", shared.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList());
  }
}
