package bluegreen.nginx;

import bluegreen.host.Http;
import bluegreen.nginx.FrontWays.Way;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.state.AppDir;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Asks, on the ways that visitors go through the user's own nginx, whether they reach us. One of
 * these is one look: what a visitor is answered is asked once on each way, as whoever hangs there
 * would cost us the whole patience each time.
 */
final class FrontProbe {
  private static final int SERVER_ERROR = 500;

  private final Playbook playbook;
  private final Behind behind;
  private final AppDir dir;
  private final Http http;
  private final Map<Probe.Way, Http.Answer> visited = new HashMap<>();

  FrontProbe(Playbook playbook, Behind behind, AppDir dir, Http http) {
    this.playbook = playbook;
    this.behind = behind;
    this.dir = dir;
    this.http = http;
  }

  /** The way on which visitors were seen to reach us; empty where none does. */
  Optional<String> way(Optional<FrontModel> model) throws InterruptedException {
    for (Way way : ways(model)) {
      Probe probe = probe(way, model);
      // Visitors may reach us by that one path alone, where the app itself has to be asked.
      if (probe.ask() instanceof Testimony.Ours
          || probe.ask(probe.main()) instanceof Testimony.Ours) {
        return Optional.of(way.url());
      }
    }
    return Optional.empty();
  }

  /**
   * The error that visitors get on that way and not from us, and where it comes from. One that we
   * get as we have asked too often is none of theirs.
   */
  Optional<String> intercepted(Optional<FrontModel> model) throws InterruptedException {
    Optional<FrontWays> all = model.map(FrontModel::ways);
    for (Way way : ways(model)) {
      Probe probe = probe(way, model);
      if (probe.ask() instanceof Testimony.Ours) {
        Http.Answer visited = probe.visit(probe.main());
        int status = visited.status();
        boolean failed =
            visited.came()
                && status >= SERVER_ERROR
                && all.filter(w -> w.isLimit(status)).isEmpty();
        boolean ours =
            failed
                && probe.ask(probe.main()) instanceof Testimony.Ours told
                && told.answer().status() >= SERVER_ERROR;
        return failed && !ours
            ? Optional.of(
                probe.main().describe()
                    + " gets "
                    + visited.inShort()
                    + all.flatMap(w -> w.guard(status))
                        .map(by -> " now, by " + by)
                        .orElse(" now: see proxy_cache in your nginx"))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Where their first page leads on to, on each way; nothing where it does not. */
  List<String> redirects(Optional<FrontModel> model) throws InterruptedException {
    List<String> locations = new ArrayList<>();
    for (Way way : ways(model)) {
      Probe probe = probe(way, model);
      http(way.url(), model).send(probe.request(probe.main())).location().ifPresent(locations::add);
    }
    return locations;
  }

  /**
   * What nginx itself answers on every way that leads to us, or that none is known, so that nobody
   * could see who answers behind it; empty where something else answers, or that is not known.
   */
  Optional<String> guarded(Optional<FrontModel> model) throws InterruptedException {
    return answered(model, false);
  }

  /**
   * The same where what answers may be a cache of nginx's as well: it says what an app has said
   * once, and nothing of who is behind it now.
   */
  Optional<String> cached(Optional<FrontModel> model) throws InterruptedException {
    return answered(model, true);
  }

  private Optional<String> answered(Optional<FrontModel> model, boolean caches)
      throws InterruptedException {
    if (model.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> first = Optional.empty();
    FrontWays all = model.get().ways();
    boolean led = false;
    boolean beside = false;
    boolean came = false;
    for (Way way : ways(model)) {
      Optional<Probe.Way> asked = leading(way, model.get());
      led = led || asked.isPresent();
      beside = beside || isBeside(way, model.get());
      if (asked.isEmpty()) {
        continue;
      }
      Http.Answer answer = visited(way, model, asked.get());
      came = came || answer.came();
      if (answer.came()) {
        Optional<String> cache =
            caches ? all.cache(asked.get().url(), asked.get().name()) : Optional.empty();
        Optional<String> guard = all.guard(answer.status()).or(() -> cache);
        if (guard.isEmpty()) {
          return Optional.empty();
        }
        String said = way.url() + " answers " + answer.inShort() + " by " + guard.get();
        first = first.or(() -> Optional.of(said));
      }
    }
    String socket =
        ", as its block listens on a Unix socket alone (`listen 127.0.0.1:PORT;` there gives it"
            + " one)";
    boolean hidden = !came && all.all().isEmpty();
    if ((led || caches) && !hidden) {
      return first;
    }
    return beside || hidden // Otherwise it is known that nobody comes to it.
        ? all.places().map(p -> "no address is known that leads to " + p + (hidden ? socket : ""))
        : Optional.empty();
  }

  /**
   * Why visitors cannot come to us where each way that is known certainly ends elsewhere; empty
   * where one may lead to us.
   */
  Optional<String> nowhere(Optional<FrontModel> model) {
    return model
        .filter(m -> ways(model).stream().allMatch(way -> leading(way, m).isEmpty()))
        .flatMap(m -> m.ways().places())
        .map(
            place ->
                "nginx.url: what is asked at %s comes to another block, or a rule of nginx's own, and not to the one that is to pass to us (%s); give a URL with a name that its block has"
                    .formatted(behind.url(), place));
  }

  private Http.Answer visited(Way way, Optional<FrontModel> model, Probe.Way asked)
      throws InterruptedException {
    Probe.Way same = new Probe.Way(withoutUsualPort(asked.url()), asked.name());
    if (!visited.containsKey(same)) {
      visited.put(same, probe(way, model).visit(asked));
    }
    return visited.get(same);
  }

  private static String withoutUsualPort(String url) {
    return url.replaceFirst("^(http://[^/]*):80(?=/)", "$1")
        .replaceFirst("^(https://[^/]*):443(?=/)", "$1");
  }

  private boolean isBeside(Way way, FrontModel model) {
    Probe.Way main = probe(way, Optional.of(model)).main();
    return model.deadEnds().isBeside(main.url(), main.name());
  }

  /** The request on a way that can come to us: for the path itself, or for what our nginx tells. */
  private Optional<Probe.Way> leading(Way way, FrontModel model) {
    Probe probe = probe(way, Optional.of(model));
    Probe.Way main = probe.main();
    DeadEnds ends = model.deadEnds();
    return Stream.of(main, new Probe.Way(probe.url(), main.name()))
        .filter(w -> !ends.has(w.url(), w.name()))
        .findFirst();
  }

  /** What a visitor asks who comes to us, or shall; empty where no such way is known. */
  Optional<Passing> passing(Optional<FrontModel> model) {
    for (Way way : model.isPresent() ? ways(model) : Set.<Way>of()) {
      Probe probe = probe(way, model);
      Probe.Way main = probe.main();
      if (!model.get().deadEnds().has(main.url(), main.name())) {
        boolean announced = model.get().wantsAnnouncement(way.url());
        return Optional.of(Passing.of(probe.request(main), announced, model.get().counts()));
      }
    }
    return Optional.empty();
  }

  /** What any visitor is answered at {@code nginx.url}. */
  Http.Answer answer(Optional<FrontModel> model, Duration patience) throws InterruptedException {
    return http(behind.url(), model).send(Http.Request.get(behind.url(), patience).headersOnly());
  }

  private Probe probe(Way way, Optional<FrontModel> model) {
    return new Probe(playbook.asked(way.url(), way.names()), dir, http(way.url(), model));
  }

  /** A load balancer in front of nginx may be who says there, before all else, who asks. */
  private Http http(String url, Optional<FrontModel> model) {
    return model.filter(m -> m.wantsAnnouncement(url)).isPresent() ? http.announcing() : http;
  }

  /** The address that is theirs, by its name or by the blocks'; then all that lead to a pass. */
  private Set<Way> ways(Optional<FrontModel> model) {
    Set<Way> ways = new LinkedHashSet<>();
    String host = Optional.ofNullable(URI.create(behind.url()).getHost()).orElse("");
    if (host.matches("localhost|[0-9.]+|\\[.*")) {
      Set<String> names = model.map(FrontModel::names).orElse(Set.of());
      names.forEach(name -> ways.add(new Way(behind.url(), List.of(name))));
    }
    ways.add(new Way(behind.url(), List.of()));
    model.ifPresent(m -> ways.addAll(m.ways().all()));
    return ways;
  }
}
