package bluegreen.nginx;

import bluegreen.nginx.Probe.Way;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Entrances;
import bluegreen.nginx.conf.Listen;
import bluegreen.nginx.conf.ServerBlock;
import bluegreen.nginx.conf.ServerName;
import bluegreen.nginx.conf.Socket;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Whose requests would change hands if a site file of ours were loaded, told by nginx's
 * configuration alone: nobody's may, unless he has been told.
 */
public final class FirstContact {
  /** A name that no block has; the last label is reserved for such (RFC 2606). */
  private static final String NOBODYS = "nobody.invalid";

  /** A question is answered in a millisecond or so, but not everybody's app is quick. */
  private static final int MOST_WAYS = 100;

  private static final String BEHIND =
      "Keep that block, and have it pass to an nginx of ours: `nginx.behind: 8090` instead of"
          + " nginx.site, and there `proxy_pass http://127.0.0.1:8090;`";

  private final Configuration present;
  private final Configuration future;
  private final Path site;
  private final List<String> names;
  private final Predicate<ServerBlock> nobodys;
  private final Set<Path> ours;
  private final Set<Integer> slots;
  private Optional<StreamContact> stream = Optional.empty();

  /**
   * A look at what would become of a configuration.
   *
   * @param present the configuration as it is
   * @param former the file that the site is in until now, where it is to be in another one
   * @param text the site file as it would be
   * @param names the site's names
   * @param nobodys whether a block shows a package's welcome page, which is nobody's traffic
   */
  public FirstContact(
      Configuration present,
      Path site,
      Optional<Path> former,
      String text,
      List<String> names,
      Predicate<ServerBlock> nobodys) {
    this.nobodys = nobodys;
    this.present = present;
    this.future = former.map(present::without).orElse(present).with(site, text);
    this.site = site;
    this.ours = new LinkedHashSet<>(future.names(site));
    former.map(present::names).ifPresent(ours::addAll);
    this.names = names;
    this.slots =
        SiteFile.read(text).map(s -> Endpoint.portsHere(s.blue(), s.green())).orElse(Set.of());
  }

  /** The same of a file for the stream block, where it is ports that would change hands. */
  public FirstContact ofStream(Playbook.Nginx nginx, StreamModule module) {
    stream = Optional.of(new StreamContact(nginx, module, present, future, ours));
    return this;
  }

  /** Why the file may not be loaded, a sentence each; each names the file and line to change. */
  public List<String> problems() {
    if (stream.isPresent()) {
      return stream.get().problems();
    }
    if (!future.includes(site)) {
      return present.isWhole() ? List.of(new IncludeAdvice(present, site).said()) : List.of();
    }
    Entrances before = present.entrances();
    Entrances after = future.entrances();
    List<String> unbindable = unbindable();
    if (!unbindable.isEmpty()) {
      return unbindable; // It would never be loaded, whoever's requests it would take.
    }
    Map<String, String> problems = new LinkedHashMap<>(); // One a block is enough.
    for (Socket socket : sockets(before, after)) {
      for (String name : candidates()) {
        Optional<ServerBlock> old = before.chosen(socket, name);
        Optional<ServerBlock> next = after.chosen(socket, name);
        if (old.isPresent() && !isOurs(old.get()) && next.filter(this::isOurs).isPresent()) {
          taken(socket, name, old.get()).ifPresent(p -> problems.putIfAbsent(old.get().place(), p));
        }
      }
    }
    List<String> all = new ArrayList<>(problems.values());
    all.addAll(unreached(after));
    all.addAll(Clashes.tls(before, after, ourListens()));
    all.addAll(Inherited.problems(future, this::isOurs));
    return all;
  }

  /**
   * Where another block would have the port of a slot, which the app could not listen on then: the
   * place by the slot's port.
   */
  public Optional<Directive> holder(int port) {
    return future.listening(port, file -> ours.stream().noneMatch(file::equals));
  }

  /** Why nginx could not begin to listen as the file says, be it an nginx for this file alone. */
  public List<String> unbindable() {
    return Clashes.unbindable(present.entrances(), future.entrances(), this::isOurs);
  }

  private static Set<Socket> sockets(Entrances before, Entrances after) {
    Set<Socket> sockets = new LinkedHashSet<>(before.sockets());
    sockets.addAll(after.sockets());
    return sockets;
  }

  /** Every name that a block has, and one that none has. */
  private Set<String> candidates() {
    Set<String> candidates = new LinkedHashSet<>();
    future.servers().stream()
        .flatMap(s -> s.names().stream())
        .flatMap(n -> n.hosts().stream())
        .forEach(candidates::add);
    candidates.add(NOBODYS);
    return candidates;
  }

  /**
   * The ways on which other blocks are asked for beside ours: each socket that they share, with
   * each name, at most {@value #MOST_WAYS} of them.
   */
  List<Way> others() {
    Entrances before = present.entrances();
    Entrances after = future.entrances();
    List<Way> ways = new ArrayList<>();
    for (Socket socket : before.sockets()) {
      if (after.at(socket).stream().anyMatch(this::isOurs) && !before.speaksProxyProtocol(socket)) {
        String origin = (before.speaksTls(socket) ? "https://" : "http://") + socket.reachable();
        for (String name : candidates()) {
          if (after.chosen(socket, name).filter(block -> !isOurs(block)).isPresent()) {
            ways.add(new Way(origin + "/", Optional.of(name)));
          }
        }
      }
    }
    return ways.stream().limit(MOST_WAYS).toList();
  }

  private boolean isOurs(ServerBlock block) {
    return ours.stream().anyMatch(name -> block.place().startsWith(name + ":"));
  }

  private Optional<String> taken(Socket socket, String name, ServerBlock old) {
    String passes = passes(old);
    if (name.equals(NOBODYS)) {
      return nobodys.test(old) && isNamed()
          ? Optional.empty()
          : Optional.of(
              "nginx.server_name: requests on "
                  + socket.shown()
                  + " by the address, or by a name that no block has, are answered by "
                  + old.place()
                  + passes
                  + " now, and would go to this app; "
                  + (isNamed()
                      ? "write `listen " + socket.shown() + " default_server;` there"
                      : "give it a name, or put it behind that block with nginx.behind"));
    }
    boolean own = names.stream().anyMatch(n -> new ServerName(n).fits(name).isPresent());
    boolean named = old.names().stream().anyMatch(n -> n.fits(name).isPresent());
    boolean catchesAll = old.names().stream().allMatch(n -> n.askable().isEmpty());
    if (own && !named && (nobodys.test(old) || !catchesAll || old.passes().isEmpty())) {
      return Optional.empty(); // Nobody has asked there for this name and meant that block.
    }
    return Optional.of(
        "nginx.server_name: requests for "
            + name
            + " on "
            + socket.shown()
            + " are answered by "
            + old.place()
            + passes
            + " now; a site of ours would take them. "
            + BEHIND);
  }

  private static String passes(ServerBlock block) {
    return block
        .pass("/")
        .map(p -> " (" + p.directive().shown() + " in " + p.directive().place() + ")")
        .orElse("");
  }

  private boolean isNamed() {
    return names.stream().anyMatch(n -> new ServerName(n).askable().isPresent());
  }

  /** The names to ask for. */
  private Set<String> asked() {
    Set<String> asked = new LinkedHashSet<>();
    names.forEach(n -> new ServerName(n).askable().ifPresent(asked::add));
    return asked.isEmpty() ? Set.of(NOBODYS) : asked;
  }

  private List<Listen> ourListens() {
    return future.servers().stream()
        .filter(this::isOurs)
        .flatMap(ours -> ours.listens().stream())
        .toList();
  }

  private Set<Socket> ourSockets() {
    return new LinkedHashSet<>(ourListens().stream().map(Listen::socket).toList());
  }

  /** Where a request for us would be answered by somebody else. */
  private List<String> unreached(Entrances after) {
    Map<String, String> problems = new LinkedHashMap<>();
    for (Socket socket : ourSockets()) {
      for (String name : asked()) {
        after
            .chosen(socket, name)
            .filter(block -> !isOurs(block))
            .ifPresent(block -> problems.putIfAbsent(block.place(), other(socket, name, block)));
      }
    }
    Detours detours = new Detours(after, ourSockets(), asked());
    detours.named().forEach(d -> problems.putIfAbsent(d.block().place(), d.refused()));
    return List.copyOf(problems.values());
  }

  /** What there is to know of the ways, beside what is in the way. */
  public Approach approach() {
    if (!future.includes(site)) {
      return Approach.unknown();
    }
    Entrances after = future.entrances();
    Detours detours = new Detours(after, ourSockets(), asked());
    return new Approach(
        others(),
        Optional.of(after),
        unreached(after),
        Stream.concat(
                detours.unnamed().stream().map(Detours.Detour::noted),
                new Shortcuts(future, this::isOurs, slots).notes().stream())
            .toList());
  }

  private static String other(Socket socket, String name, ServerBlock block) {
    return name.equals(NOBODYS)
        ? "nginx.server_name: the site has no name, and requests on "
            + socket.shown()
            + " that ask for none are answered by "
            + block.place()
            + "; give it one, or remove that block"
        : "nginx.server_name: requests for "
            + name
            + " on "
            + socket.shown()
            + " are answered by "
            + block.place()
            + passes(block)
            + ", which nginx reads first. "
            + (block.passes().isEmpty() ? "Remove the name there, or choose another one" : BEHIND);
  }
}
