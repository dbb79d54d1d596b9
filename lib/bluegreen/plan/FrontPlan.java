package bluegreen.plan;

import bluegreen.host.Processes;
import bluegreen.nginx.FrontFacts;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.SetValue;
import bluegreen.observe.Facts;
import bluegreen.observe.SlotFacts;
import bluegreen.plan.FrontAction.GiveBack;
import bluegreen.plan.FrontAction.LookAtFront;
import bluegreen.plan.FrontAction.LookOutside;
import bluegreen.plan.FrontAction.ReloadFront;
import bluegreen.plan.FrontAction.ReplaceValue;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.Ports;
import bluegreen.playbook.Slot;
import bluegreen.runner.Running;
import bluegreen.state.AppDir;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Plans what becomes of the user's own nginx in front of ours: at most one value of one file.
 *
 * @param lost who has taken ports that ours had before, by port
 * @param doubts whether the user's own nginx could be had read a file anew
 */
record FrontPlan(
    Behind behind,
    FrontFacts seen,
    AppDir dir,
    boolean running,
    Map<Integer, Processes.Listener> lost,
    FrontDoubts doubts) {

  /** What there is to plan of it; empty where ours is the one that visitors reach. */
  static Optional<FrontPlan> of(Playbook playbook, Facts facts, AppDir dir) {
    return facts
        .front()
        .flatMap(
            f ->
                playbook
                    .nginx()
                    .behind()
                    .map(
                        b ->
                            new FrontPlan(
                                b,
                                f,
                                dir,
                                runs(facts.nginx(), b),
                                facts.circumstances().lost(),
                                FrontDoubts.of(b, f.standing(), facts))));
  }

  /** Our nginx, on the very port that it is to have. */
  private static boolean runs(NginxFacts nginx, Behind behind) {
    return nginx.running() && nginx.listensBehind(behind.port());
  }

  /**
   * Why visitors cannot be brought to us, a sentence each.
   *
   * @param told the ports of which it is told already whose they are
   */
  List<String> problems(Set<Integer> told) {
    List<String> problems = new ArrayList<>(seen.problems());
    // Before visitors are to reach us, it may be started whenever its owner pleases.
    doubts
        .stopped()
        .filter(said -> problems.isEmpty() && (behind.include().isPresent() || seen.wasLive()))
        .ifPresent(problems::add);
    if (problems.isEmpty() && (adopts() || running && seen.isUnread())) {
      problems.addAll(doubts.problems());
    }
    gone().ifPresent(problems::add);
    if (!running && !told.contains(behind.port())) {
      new TakenPort(behind, seen).words().ifPresent(problems::add);
    }
    seen.closed()
        .filter(shut -> !running)
        .map(
            shut ->
                "app.dir: our nginx runs as a user of its own, and may not look into %s: %s, or give the app a folder elsewhere"
                    .formatted(shut.folder(), shut.remedy()))
        .ifPresent(problems::add);
    return problems;
  }

  /** Where visitors reached us once, and a person has had them go elsewhere since. */
  private Optional<String> gone() {
    return seen.isGone() && !adopts() && lost.isEmpty()
        ? Optional.of(
            "nginx.behind: "
                + behind.url()
                + " does not lead to "
                + behind.address()
                + " any more, as it did; have it do so again and reload nginx, or, if they are to"
                + " stay away for now, rm "
                + dir.frontSeen()
                + (lines().isEmpty() ? "" : ":\n  " + String.join("\n  ", lines())))
        : Optional.empty();
  }

  /** The slot whose port the app has that visitors reach without us. */
  Optional<Slot> taken(Ports ports) {
    return port()
        .flatMap(
            p ->
                Stream.of(Slot.values())
                    .filter(s -> ports.of(s).isHere() && ports.of(s).port() == p)
                    .findFirst());
  }

  private Optional<Integer> port() {
    return seen.outside().flatMap(o -> o.listener()).map(l -> l.port());
  }

  /** Whether this run brings visitors to us. */
  private boolean adopts() {
    return toReplace().isPresent();
  }

  private Optional<SetValue> toReplace() {
    return seen.toReplace(behind.address());
  }

  /** Where traffic goes without us; empty where it comes to us, or that is not known. */
  Optional<String> elsewhere() {
    return leadsHere() ? Optional.empty() : seen.outside().map(FrontFacts.Outside::address);
  }

  /** Whether visitors are sent to us, be our nginx dead this moment. */
  private boolean leadsHere() {
    return seen.live() || seen.leads().isPresent();
  }

  /** Why a process on that port is not to be stopped: visitors will still be sent to it. */
  Optional<String> needed(int port) {
    boolean serves = !leadsHere() && port().equals(Optional.of(port));
    return serves && !adopts()
        ? Optional.of(
            "nginx sends it visitors ("
                + seen.outside().get().place()
                + "); have it pass them to "
                + behind.address()
                + ", on which ours answers")
        : Optional.empty();
  }

  /**
   * Why a slot of ours is not to be stopped: the user's nginx passes visitors to it without our
   * nginx in between.
   */
  Optional<String> straight(SlotFacts slot) {
    return seen.outside()
        .filter(o -> !leadsHere() && slot.running().filter(r -> isAt(o, r)).isPresent())
        .map(
            o ->
                "nginx sends visitors straight to "
                    + slot.slot()
                    + " ("
                    + o.describe()
                    + "), which this run would stop; have them come by "
                    + behind.address()
                    + " first, then reload nginx:\n  "
                    + String.join("\n  ", lines()));
  }

  private static boolean isAt(FrontFacts.Outside outside, Running running) {
    return outside
        .listener()
        .flatMap(l -> l.process())
        .filter(p -> running.is(p.pid()))
        .isPresent();
  }

  /** The lines to change so that visitors come to us. */
  private List<String> lines() {
    return toReplace()
        .map(v -> List.of(v.place() + ": " + v.raw() + "  ->  " + behind.address()))
        .orElse(seen.advice());
  }

  /** What there is to do once the app answers behind the user's blocks. */
  List<Action> afterVerify() {
    List<Action> actions = new ArrayList<>();
    toReplace()
        .ifPresent(
            v ->
                actions.addAll(
                    new ReplaceValue(v, behind.address(), dir, !seen.isOurs(v), behind).loaded()));
    if (running && seen.isUnread()) {
      actions.add(ReloadFront.of(behind)); // A run that was killed has written the file.
    }
    // To somebody who has taken our port, visitors are sent until a person has changed that.
    boolean required = adopts() || behind.include().isPresent() || seen.wasLive() && lost.isEmpty();
    actions.add(new LookAtFront(behind, required, seen.advice(), former()));
    return actions;
  }

  /** What is said of it, after what else is said of the verification. */
  String summary() {
    if (adopts()) {
      return ", then " + toReplace().get().place() + " leads to it" + seen.sight().partly();
    }
    String unseen = seen.isUnknown() ? seen.sight().unknown() : seen.sight().partly();
    return seen.live() || seen.wasLive() || seen.isUnknown()
        ? unseen + former()
        : seen.leads()
            .filter(place -> seen.advice().isEmpty())
            .map(place -> "; " + behind.url() + " is to lead to it, by " + place)
            .orElseGet(() -> LookAtFront.notYet(behind, seen.advice()));
  }

  /** The ports that our nginx had before and still needs, where nobody has taken them since. */
  Set<Integer> formerPorts() {
    return new FormerPorts(seen, lost).all();
  }

  private String former() {
    return new FormerPorts(seen, lost).said();
  }

  /**
   * Why visitors would meet nobody once all of ours is gone; empty where they would not.
   *
   * @param ours whether one who listens is stopped, too
   */
  Optional<String> deserted(Predicate<Processes.Listener> ours) {
    if (giveBack().isPresent()) {
      return seen.outside()
          .filter(old -> !old.answers() || old.listener().filter(ours).isPresent())
          .map(old -> old.address() + ", WHERE NOBODY ANSWERS (" + old.place() + ")");
    }
    Optional<FrontFacts.Outside> straight =
        seen.outside().filter(o -> o.listener().filter(ours).isPresent());
    if (straight.isPresent()) {
      return straight.map(o -> o.address() + ", WHERE NOBODY WILL ANSWER (" + o.place() + ")");
    }
    Optional<String> place = seen.leads().or(seen::passes);
    String who =
        seen.stranger()
            .filter(l -> !running)
            .map(l -> ", WHERE ANOTHER ANSWERS, " + l.describe())
            .orElse(", WHERE NOBODY WILL ANSWER");
    return seen.live() || place.isPresent()
        ? Optional.of(behind.address() + who + place.map(p -> " (" + p + ")").orElse(""))
        : Optional.empty();
  }

  /** The line that sends visitors to us, with the word to put another app's address in. */
  Optional<String> change() {
    return seen.value()
        .filter(seen::isOurs)
        .map(
            v ->
                "%s: set $%s %s;  ->  the address of another app"
                    .formatted(v.place(), behind.include().orElseThrow().variable(), v.raw()));
  }

  /** The look whether they get an answer then. */
  Optional<Action> lookOutside() {
    return giveBack().map(done -> new LookOutside(behind, done));
  }

  /** How visitors are given back to what served before; empty where there is no such thing. */
  Optional<GiveBack> giveBack() {
    boolean rests = seen.stopped().isPresent();
    return seen.value()
        .filter(v -> seen.isOurs(v) || seen.isGivenBack(v) && seen.live())
        .flatMap(v -> seen.original().map(raw -> new GiveBack(v, raw, behind, rests)));
  }

  /** Why they cannot be given back, as that nginx would not read the file. */
  List<String> beforeLeaving() {
    return giveBack().isPresent() ? doubts.problems() : List.of();
  }

  /** What a person does after he has changed where visitors go. */
  String thenReload() {
    return seen.stopped().isPresent() ? "" : ", and reload it";
  }
}
