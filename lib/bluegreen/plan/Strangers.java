package bluegreen.plan;

import bluegreen.host.Keeper;
import bluegreen.host.Processes.Listener;
import bluegreen.observe.Facts;
import bluegreen.observe.PortUse;
import bluegreen.observe.SlotFacts;
import bluegreen.runner.Kin;
import bluegreen.state.Layout;
import java.util.Optional;

/**
 * Decides about the processes of others that hold ports which we want: what somebody needs, or
 * would start again, is not ours to stop.
 */
record Strangers(Facts facts, Optional<FrontPlan> front, boolean takeOver) {

  /** Why a slot cannot be worked on, as somebody has its port; empty where that can be ended. */
  Optional<String> problem(SlotFacts slot) {
    Listener stranger = slot.foreign().orElseThrow();
    PortUse use = facts.use(stranger.port());
    String taken =
        "port %d (%s) is taken by %s; "
            .formatted(stranger.port(), slot.slot(), stranger.describe());
    String otherPort = "give ports." + slot.slot() + " another port";
    Optional<Kin> lost = kin(stranger).filter(kin -> kin.dir().equals(facts.folder().root()));
    if (lost.isPresent()) {
      return Optional.of(taken + lostWords(lost.get(), stranger));
    }
    Optional<String> needed = stillSent(stranger).or(use::present);
    if (needed.isPresent()) {
      String way = kin(stranger).map(kin -> ofAnother(kin, stranger) + ", or ").orElse("");
      return Optional.of(taken + needed.get() + "; " + way + otherPort);
    } else if (use.keeper().isPresent()) {
      return Optional.of(
          taken + use.keeper().get().describe() + "; do that first, or " + otherPort);
    }
    return takeOver
        ? Optional.empty()
        : Optional.of(taken + "stop it, or let us do that with --take-over");
  }

  /** Why whoever has served before us stays when visitors were moved; empty where he may go. */
  Optional<String> reasonToStay(Listener old) {
    PortUse use = facts.use(old.port());
    return stillSent(old).or(use::lasting).or(() -> use.keeper().map(Keeper::describe));
  }

  /** Why whoever has served before us cannot be taken over from, although that was asked for. */
  Optional<String> problemOfOld(Listener old) {
    PortUse use = facts.use(old.port());
    boolean stays = stillSent(old).or(use::lasting).isPresent();
    return use.keeper()
        .filter(k -> takeOver && !stays)
        .map(
            k ->
                "--take-over: port %d is held by %s, and %s; deploy without --take-over, and do that"
                        .formatted(old.port(), old.describe(), k.describe())
                    + " when the new version serves");
  }

  private Optional<String> stillSent(Listener stranger) {
    return kin(stranger)
        .map(kin -> "it is " + facts.estate().describe(kin))
        .or(() -> front.flatMap(f -> f.needed(stranger.port())));
  }

  /** Another app of ours is ended by its own playbook. */
  private Optional<Kin> kin(Listener stranger) {
    return stranger.process().map(p -> facts.estate().kin().get(p.pid()));
  }

  /** Its own playbook knows whether it may go; without one, only its user does. */
  private String ofAnother(Kin kin, Listener stranger) {
    String pid = stranger.process().map(p -> String.valueOf(p.pid())).orElse("PID");
    return facts
        .estate()
        .layout(kin)
        .flatMap(Layout::playbook)
        .map(
            file ->
                "--take-over does not end another app of ours: have its user give it other ports,"
                    + " or"
                    + " remove it (deploy.java remove %s)".formatted(file))
        .orElse(
            "--take-over does not end what says that it is another app of ours: have its user end"
                + " it"
                + " (kill %s)".formatted(pid));
  }

  /**
   * What is known of our own processes is in the folder: without that they are strangers to us, and
   * anybody can say so of his.
   */
  private static String lostWords(Kin kin, Listener stranger) {
    String pid = stranger.process().map(p -> String.valueOf(p.pid())).orElse("PID");
    return "by its own words it is %s, started by this playbook, and %s knows nothing of it: put that folder back if it was taken away, or, at a moment when the app may be away, end it (kill %s) and run this again"
        .formatted(kin.describe(), kin.dir(), pid);
  }
}
