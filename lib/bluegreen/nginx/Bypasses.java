package bluegreen.nginx;

import bluegreen.nginx.Detours.Detour;
import bluegreen.nginx.FrontFacts.Share;
import bluegreen.nginx.conf.Choice;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Entrances;
import bluegreen.nginx.conf.Location;
import bluegreen.nginx.conf.Pass;
import bluegreen.nginx.conf.ServerBlock;
import bluegreen.nginx.conf.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where visitors of ours get to an app past us, as nginx's configuration tells: by a condition
 * beside a pass of ours, in another location, at another address.
 *
 * <p>Another app has paths and addresses of its own, which are nobody's business. So but for
 * conditions, and blocks with a name of ours, only passes to this very app count.
 *
 * @param toUs the passes that lead, or may lead, to us
 * @param app the ports of this app itself: the slots', and that of the one before us
 * @param url where visitors reach us
 */
record Bypasses(Configuration configuration, List<Pass> toUs, Set<Integer> app, String url) {
  /** Where sites of ours pass to. */
  private static final String SITES = "http://bg_";

  /** A sentence for each. */
  List<Share> all() {
    List<Share> all = new ArrayList<>();
    List<ServerBlock> told = new ArrayList<>();
    for (ServerBlock ours : toUs.stream().map(Pass::server).distinct().toList()) {
      others(ours).filter(this::isConditional).forEach(p -> all.add(share(p, isOfApp(p), "")));
      others(ours)
          .filter(p -> !isConditional(p) && isOfApp(p) && isVisitors(p))
          .forEach(p -> all.add(share(p, isMain(p, ours), "")));
      shadows(ours).forEach(all::add);
      detours(ours)
          .forEach(
              d -> {
                told.add(d.block());
                all.add(share(d));
              });
    }
    toUs.stream()
        .map(Pass::server)
        .distinct()
        .forEach(ours -> elsewhere(ours, told).forEach(all::add));
    return all;
  }

  /** The passes of a block that go elsewhere, and not to another block of the same nginx. */
  private Stream<Pass> others(ServerBlock server) {
    return server.passes().stream()
        .filter(p -> !toUs.contains(p))
        .filter(p -> !p.directive().arg(0).startsWith(SITES))
        .filter(p -> p.choices().stream().anyMatch(c -> !c.spare() && leadsAway(c)));
  }

  private boolean leadsAway(Choice choice) {
    return !choice.isHere()
        || configuration.entrances().sockets().stream()
            .noneMatch(s -> s.port() == choice.address().get().port());
  }

  /** Whether it has some of the requests that a pass of ours has the others of. */
  private boolean isConditional(Pass pass) {
    return toUs.stream()
        .anyMatch(p -> p.server().equals(pass.server()) && p.around().equals(pass.around()));
  }

  private boolean isOfApp(Pass pass) {
    return pass.choices().stream()
        .anyMatch(c -> !c.spare() && c.isHere() && app.contains(c.address().get().port()));
  }

  /** What an error or nginx itself comes to is no way of visitors'. */
  private static boolean isVisitors(Pass pass) {
    String pattern = new Location(pass.around()).pattern();
    return pass.around().first("internal").isEmpty()
        && pass.server()
            .directive()
            .tree()
            .noneMatch(d -> d.is("error_page") && Barrier.last(d).equals(pattern));
  }

  /** Whether it answers at the very address that visitors of a block of ours are said to go to. */
  private boolean isMain(Pass pass, ServerBlock ours) {
    URI at = URI.create(url);
    Socket socket = Socket.asked(at);
    String path = at.getPath() == null || at.getPath().isEmpty() ? "/" : at.getPath();
    Optional<Directive> location = pass.server().location(path).map(Location::directive);
    return location.filter(pass.around()::equals).isPresent()
        && names(ours).stream()
            .flatMap(n -> configuration.entrances().chosen(socket, n).stream())
            .anyMatch(pass.server()::equals);
  }

  /** Those that a block is asked for by; the empty one where it has none. */
  private static Set<String> names(ServerBlock server) {
    Set<String> names = new LinkedHashSet<>();
    server.names().forEach(n -> n.askable().ifPresent(names::add));
    return names.isEmpty() ? Set.of("") : names;
  }

  private static Share share(Pass pass, boolean here, String by) {
    return new Share(
        "%s: %s; gets the requests of %s%s"
            .formatted(
                pass.directive().place(),
                pass.directive().shown(),
                pass.location().shown(),
                by.isEmpty() ? "" : " that come by " + by),
        here);
  }

  /** Where nginx never asks a block of ours for a name, as it reads another one first. */
  private Stream<Share> shadows(ServerBlock ours) {
    return ours.listens().stream()
        .map(l -> l.socket())
        .flatMap(
            socket ->
                names(ours).stream()
                    .filter(name -> !name.isEmpty())
                    .flatMap(name -> shadow(ours, socket, name).stream()));
  }

  private Optional<Share> shadow(ServerBlock ours, Socket socket, String name) {
    return configuration
        .entrances()
        .chosen(socket, name)
        .filter(block -> toUs.stream().noneMatch(p -> p.server().equals(block)))
        .filter(block -> block.redirect("/").isEmpty())
        .map(
            block ->
                new Share(
                    "requests for %s on %s are answered by %s, which nginx reads first, and never by %s"
                        .formatted(name, socket.shown(), block.place(), ours.place()),
                    true));
  }

  /** Addresses beside a block's own, as all of IPv6, where another block answers its visitors. */
  private Stream<Detour> detours(ServerBlock server) {
    Set<Socket> sockets = new LinkedHashSet<>();
    server.listens().forEach(l -> sockets.add(l.socket()));
    return new Detours(configuration.entrances(), sockets, names(server))
        .all().stream()
            .filter(d -> !d.socket().isLoopback())
            .filter(d -> toUs.stream().noneMatch(p -> p.server().equals(d.block())))
            .filter(d -> d.block().redirect("/").isEmpty())
            .filter(d -> isMeant(d) || toApp(d).isPresent() || d.isNamed() && isApp(d));
  }

  /** Whether the block has a name of ours, whatever it does for it. */
  private static boolean isMeant(Detour detour) {
    return detour.isNamed() && !detour.name().isEmpty();
  }

  private Optional<Pass> toApp(Detour detour) {
    return others(detour.block()).filter(this::isOfApp).findFirst();
  }

  /** Whether the block is that of any app of this machine. */
  private boolean isApp(Detour detour) {
    return others(detour.block()).flatMap(p -> p.choices().stream()).anyMatch(Choice::isHere);
  }

  private Share share(Detour detour) {
    return new Share(
        "requests %sthat come by %s are answered by %s%s"
            .formatted(
                detour.name().isEmpty() ? "" : "for " + detour.name() + " ",
                detour.socket().shown(),
                detour.block().place(),
                toApp(detour)
                    .map(p -> " (" + p.directive().place() + ": " + p.directive().shown() + ";)")
                    .orElse("")),
        isMeant(detour) || toApp(detour).isPresent());
  }

  /** Blocks with the names of one of ours at other ports, as far as they pass to this app. */
  private Stream<Share> elsewhere(ServerBlock ours, List<ServerBlock> told) {
    return configuration.servers().stream()
        .filter(s -> !told.contains(s))
        .filter(s -> toUs.stream().noneMatch(p -> p.server().equals(s)))
        .flatMap(
            s ->
                open(s, ours).stream()
                    .flatMap(
                        socket ->
                            others(s)
                                .filter(p -> isOfApp(p) && isVisitors(p))
                                .map(p -> share(p, isMain(p, ours), socket.shown()))));
  }

  /** Where a block takes visitors by a name of ours. */
  private List<Socket> open(ServerBlock server, ServerBlock ours) {
    Entrances entrances = configuration.entrances();
    return server.listens().stream()
        .map(l -> l.socket())
        .filter(s -> !s.isLoopback())
        .filter(
            s ->
                names(ours).stream()
                    .filter(n -> server.names().stream().anyMatch(own -> own.fits(n).isPresent()))
                    .anyMatch(n -> entrances.chosen(s, n).filter(server::equals).isPresent()))
        .toList();
  }
}
