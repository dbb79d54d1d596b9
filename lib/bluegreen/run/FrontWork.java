package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.host.Http;
import bluegreen.nginx.Front;
import bluegreen.nginx.FrontFacts;
import bluegreen.nginx.SetValue;
import bluegreen.observe.Machine;
import bluegreen.plan.Done;
import bluegreen.plan.FrontAction;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.state.AppDir;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Works on the user's own nginx in front of ours, and remembers what has to be undone. */
final class FrontWork implements FrontAction.Work {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;

  /** An address that nobody but this machine can reach. */
  private static final Pattern HERE = Pattern.compile("//(127\\.[0-9.]+|localhost|\\[::1\\]):\\d");

  private static final Duration POLL = Duration.ofMillis(50);

  private final Machine machine;
  private final AppDir dir;
  private final Optional<Front> front;
  private final Progress progress;
  private Optional<FrontAction.ReplaceValue> replaced = Optional.empty();
  private Optional<Written> written = Optional.empty();
  private boolean leaves;
  private Set<Long> workers = Set.of();
  private List<String> redirects = List.of();
  private Optional<Boolean> live = Optional.empty();
  private boolean unknown = false;
  private List<String> warnings = List.of();

  /** A value that nginx has not read yet. */
  private record Written(SetValue value, String raw) {}

  FrontWork(Machine machine, AppDir dir, Optional<Front> front, Progress progress) {
    this.progress = progress;
    this.dir = dir;
    this.machine = machine;
    this.front = front;
  }

  /** Whether visitors were seen to reach us; empty where there is nothing in front, or no look. */
  Optional<Boolean> live() {
    return live;
  }

  /**
   * The same at the end of a run; empty, too, where a look could not tell.
   *
   * @param planned what was seen before it
   */
  Optional<Boolean> live(Optional<Boolean> planned) {
    return unknown ? Optional.empty() : live.or(() -> planned);
  }

  /** What the user's nginx has warned of since they were last asked for. */
  List<String> warnings() {
    List<String> all = warnings;
    warnings = List.of();
    return all;
  }

  /** Whether this run has changed a file that nginx has not read since. */
  boolean hasWritten() {
    return written.isPresent();
  }

  /** Whether this run has pointed visitors at us. */
  boolean hasReplaced() {
    return replaced.isPresent();
  }

  /** Whether this run has seen that visitors do not come by us any more, as it was to be. */
  boolean hasLeft() {
    return leaves && live.filter(l -> !l).isPresent();
  }

  @Override
  public Done replaceValue(FrontAction.ReplaceValue action)
      throws HostFailure, InterruptedException {
    workers = front.orElseThrow().workers();
    redirects = front.orElseThrow().redirects();
    byte[] before = action.value().text().getBytes(StandardCharsets.ISO_8859_1);
    if (action.kept()) {
      machine.files().write(action.dir().originalInclude(), before, 0600);
      String owner = front.get().ownerAt(action.value()).orElse("");
      machine.files().write(action.dir().originalOwner(), owner, 0600);
    }
    replaced = Optional.of(action);
    write(action.value(), action.raw());
    return Done.asPlanned();
  }

  private void write(SetValue value, String raw) throws HostFailure, InterruptedException {
    warnings = front.orElseThrow().change().write(value, raw);
    written = Optional.of(new Written(value, raw));
  }

  private Optional<String> way() throws HostFailure, InterruptedException {
    Front seen = front.orElseThrow();
    return seen.hasRenewed(workers) ? seen.way() : Optional.empty();
  }

  /** Looks whether visitors reach us; an old worker of nginx's may answer for a moment yet. */
  @Override
  public Done lookAtFront(FrontAction.LookAtFront action)
      throws StepFailure, HostFailure, InterruptedException {
    Optional<String> way = way();
    FrontFacts.Sight sight = front.orElseThrow().sight();
    if (way.isEmpty() && !hasReplaced() && sight.guarded().isPresent()) {
      // What cannot be asked has not failed.
      return unknown(action, sight);
    }
    long deadline = progress.nanos() + PATIENCE.toNanos();
    while (way.isEmpty() && action.required() && progress.nanos() < deadline) {
      progress.say(action.behind().url() + " does not lead to us yet");
      progress.pause(POLL);
      way = way();
    }
    if (way.isEmpty() && action.required()) {
      return unreached(action);
    }
    boolean alone = !sight.isSharedHere();
    live = Optional.of(way.isPresent() && alone);
    if (way.isPresent() && alone) {
      machine.files().mark(dir.frontSeen());
      checkRedirects(action.behind());
    }
    return way.isPresent() ? reached(way.get(), action, sight) : notYet(action, sight);
  }

  private Done reached(String way, FrontAction.LookAtFront action, FrontFacts.Sight sight)
      throws HostFailure, InterruptedException {
    return Done.saying(
        "through "
            + way
            + ", "
            + action.behind().address()
            + sight.partly()
            + front.orElseThrow().intercepted().map(i -> "; but a visitor of " + i).orElse("")
            + action.more());
  }

  /** The last step is a person's, who is told what visitors get meanwhile. */
  private Done notYet(FrontAction.LookAtFront action, FrontFacts.Sight sight)
      throws HostFailure, InterruptedException {
    String said = progress.planned();
    int end = said.indexOf('\n') < 0 ? said.length() : said.indexOf('\n');
    return Done.saying(
        said.substring(0, end).replaceFirst(":$", "")
            + " (it answers "
            + front.orElseThrow().answer(PATIENCE).inShort()
            + " now)"
            + (end < said.length() ? ":" : "")
            + said.substring(end)
            + sight.partly());
  }

  private Done unknown(FrontAction.LookAtFront action, FrontFacts.Sight sight) {
    unknown = true;
    return Done.saying("through " + action.behind().address() + sight.unknown() + action.more());
  }

  /** What a cache in front has kept tells nothing of who is behind it; all else does. */
  private Done unreached(FrontAction.LookAtFront action)
      throws StepFailure, HostFailure, InterruptedException {
    FrontFacts.Sight sight = front.orElseThrow().sight();
    if (front.get().hasRenewed(workers) && front.get().cached().isPresent()) {
      return unknown(action, sight);
    }
    live = Optional.of(false);
    String guarded =
        sight.guarded().isPresent()
            ? sight.guarded().get()
            : "it answers " + front.get().answer(PATIENCE).inShort();
    List<String> lines =
        Stream.concat(sight.shared().stream().map(FrontFacts.Share::said), action.advice().stream())
            .toList();
    throw new StepFailure(
        action.behind().url()
            + " does not lead to "
            + action.behind().address()
            + "; no visitor reaches the app by it: "
            + guarded
            + (lines.isEmpty() ? "" : ":\n  " + String.join("\n  ", lines)));
  }

  /** Has visitors go where they went before this run; nothing where it has not touched that. */
  void undo() throws HostFailure, InterruptedException {
    if (written.isPresent()) {
      front.orElseThrow().change().putBack(written.get().value(), written.get().raw());
      written = Optional.empty();
    } else if (replaced.isPresent()) {
      front.orElseThrow().change().giveBack(replaced.get().value().raw());
    }
    if (replaced.isPresent()) {
      live = Optional.of(!replaced.get().kept());
      unknown = false;
    }
  }

  /** An app redirects by the name that it is asked for, which may be our address by now. */
  private void checkRedirects(Behind behind) throws StepFailure, HostFailure, InterruptedException {
    if (!hasReplaced() || redirects.stream().anyMatch(l -> isLeak(l, behind))) {
      return;
    }
    for (String location : front.orElseThrow().redirects()) {
      if (isLeak(location, behind)) {
        throw new StepFailure(
            behind.url()
                + " leads visitors on to "
                + location
                + ", an address of this machine alone, and did not before; have your nginx say"
                + " `proxy_set_header Host $host;`, or its proxy_redirect fit every port");
      }
    }
  }

  private static boolean isLeak(String location, Behind behind) {
    String asked = URI.create(behind.url()).getRawAuthority();
    return HERE.matcher(location).find() && !location.contains("//" + asked + "/");
  }

  /** Whatever the old app answers will do, but for the front's own word that there is none. */
  @Override
  public Done lookOutside(FrontAction.LookOutside action)
      throws StepFailure, HostFailure, InterruptedException {
    String url = action.behind().url();
    Http.Answer answer = front.orElseThrow().answer(PATIENCE);
    if (answer.came() && answer.status() != BAD_GATEWAY && answer.status() != GATEWAY_TIMEOUT) {
      return Done.asPlanned();
    }
    front.orElseThrow().change().takeAgain();
    live = Optional.of(true);
    throw new StepFailure(
        url
            + " answers "
            + answer.inShort()
            + " without us; "
            + action.done().value().place()
            + " leads to us again");
  }

  @Override
  public Done giveBack(FrontAction.GiveBack action) throws HostFailure, InterruptedException {
    leaves = true;
    Optional<SetValue> ours = front.orElseThrow().change().ours();
    if (ours.isPresent() && action.rests()) {
      front.get().change().writeAtRest(ours.get(), action.raw());
    } else if (ours.isPresent()) {
      write(ours.get(), action.raw());
    }
    return Done.asPlanned();
  }

  @Override
  public Done reloadFront(FrontAction.ReloadFront action) throws HostFailure, InterruptedException {
    if (written.isPresent()) {
      Written last = written.get();
      try {
        front.orElseThrow().change().load(last.value(), last.raw());
        written = Optional.empty();
      } catch (HostFailure e) {
        written = Optional.empty(); // It was put back.
        throw e;
      }
    } else if (front.orElseThrow().way().isPresent() == leaves) {
      workers = front.get().workers();
      front.get().change().reload(); // A run that was killed has written the file.
    }
    return leaves ? left(action.behind()) : Done.asPlanned();
  }

  private Done left(Behind behind) throws HostFailure, InterruptedException {
    long deadline = progress.nanos() + PATIENCE.toNanos();
    while (front.orElseThrow().way().isPresent()) {
      if (progress.nanos() > deadline) {
        throw new HostFailure(
            "visitors of " + behind.url() + " still reach us; see nginx's error log");
      }
      progress.pause(POLL);
    }
    live = Optional.of(false);
    return Done.asPlanned();
  }
}
