package bluegreen.command;

import bluegreen.host.HostFailure;
import bluegreen.nginx.FrontFacts;
import bluegreen.observe.Facts;
import bluegreen.observe.SlotFacts;
import bluegreen.plan.ReturnPlanner;
import bluegreen.playbook.Slot;
import bluegreen.runner.Running;
import bluegreen.state.Intent;
import bluegreen.state.Release;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the release that a rollback goes back to.
 *
 * @param facts what runs and what is stored
 * @param served the ids of the releases that have served, the last one on top
 * @param intent what a killed run wanted
 * @param started when what runs in a slot was started by us
 */
record RollbackTarget(
    Facts facts, List<String> served, Optional<Intent> intent, Map<Slot, Instant> started) {

  /**
   * What to go back to.
   *
   * @param launch the digest of its launch settings, where these are all that differs
   */
  record Target(Release release, Optional<String> launch) {
    private Target(Release release) {
      this(release, Optional.empty());
    }
  }

  /**
   * The release of that version, or else what served before that which serves now; empty where that
   * was no version of ours but the app that was there before us.
   *
   * @throws HostFailure where there is none, or more than one of that version
   */
  Optional<Target> choose(Optional<String> version) throws HostFailure {
    if (version.isPresent()) {
      return Optional.of(new Target(named(version.get())));
    }
    Optional<Target> previous = previous();
    if (previous.isEmpty() && !ReturnPlanner.isPossible(facts)) {
      throw new HostFailure(
          (facts.serving().isEmpty() && facts.releases().isEmpty()
                  ? "nothing has been deployed yet; deploy.java PLAYBOOK does it"
                  : "there is no version that served before the one that serves now")
              + byHand()
              + (facts.releases().isEmpty() ? "" : "; stored are: " + stored()));
    }
    return previous;
  }

  /** Where a person has pointed visitors at us, and only a person can point them back. */
  private String byHand() {
    return facts
        .front()
        .filter(f -> f.live())
        .flatMap(FrontFacts::passes)
        .map(
            place ->
                ", and what was there before us only you can go back to: your nginx passes to us by"
                    + " "
                    + place)
        .orElse("");
  }

  private Release named(String version) throws HostFailure {
    List<Release> found =
        facts.releases().stream()
            .filter(
                r ->
                    r.version().equals(version)
                        || r.id().equals(version)
                        || (version.length() >= 6 && r.digest().startsWith(version)))
            .toList();
    if (found.isEmpty()) {
      throw new HostFailure(
          "--to " + version + ": no such release is stored; there are: " + stored() + outside());
    }
    if (found.size() > 1) {
      throw new HostFailure(
          "--to "
              + version
              + ": more than one release has this version: "
              + String.join(", ", found.stream().map(Release::id).toList())
              + "; name one of these");
    }
    return found.get(0);
  }

  private String outside() {
    return facts
        .front()
        .filter(f -> ReturnPlanner.isPossible(facts))
        .flatMap(FrontFacts::outside)
        .map(
            old ->
                "; the app that served before us ("
                    + old.address()
                    + ") is no release: where no version of ours served before the one that serves"
                    + " now, a rollback without --to goes back to it")
        .orElse("");
  }

  private Optional<Target> previous() {
    Optional<Release> unfinished =
        intent.filter(i -> i.action().equals("rollback")).flatMap(i -> release(i.release()));
    Optional<Target> settings =
        settingsBefore()
            .filter(s -> unfinished.filter(u -> !u.id().equals(s.release().id())).isEmpty());
    return settings.or(() -> unfinished.or(this::releaseBefore).map(Target::new));
  }

  /** The standby, where it is of the release that serves, with the settings before. */
  private Optional<Target> settingsBefore() {
    Optional<SlotFacts> serving = facts.serving().map(facts::of);
    Optional<Running> serves = serving.flatMap(SlotFacts::running);
    return serving
        .map(s -> facts.of(s.slot().other()))
        .filter(s -> s.served() && s.healthy() && isBefore(s.slot(), s.slot().other()))
        .flatMap(SlotFacts::running)
        .filter(r -> serves.filter(s -> s.release().equals(r.release())).isPresent())
        .filter(r -> serves.filter(s -> s.launch().equals(r.launch())).isEmpty())
        .flatMap(r -> release(r.release()).map(it -> new Target(it, Optional.of(r.launch()))));
  }

  private boolean isBefore(Slot one, Slot other) {
    return started.containsKey(one)
        && started.containsKey(other)
        && started.get(one).isBefore(started.get(other));
  }

  private Optional<Release> releaseBefore() {
    Optional<Slot> serving = facts.serving();
    Optional<Release> serves =
        serving.flatMap(s -> facts.of(s).running()).flatMap(r -> release(r.release()));
    if (serves.isPresent() && !serving.equals(facts.nginx().pointed())) {
      return serves; // The standby, which has taken over from what is to be left.
    }
    String last = served.isEmpty() ? "" : served.get(served.size() - 1);
    String active = serving.flatMap(s -> facts.of(s).running()).map(Running::release).orElse(last);
    // A deployment that was killed after its switch: the history's last one served before it.
    boolean unrecorded =
        !active.equals(last) && intent.filter(new Intent("deploy", active)::equals).isPresent();
    int at = unrecorded ? -1 : served.lastIndexOf(active);
    for (int i = (at < 0 ? served.size() : at) - 1; i >= 0; i--) {
      Optional<Release> release = release(served.get(i));
      if (release.isPresent() && !served.get(i).equals(active)) {
        return release;
      }
    }
    Optional<Release> standby =
        serving
            .map(s -> facts.of(s.other()))
            .filter(s -> s.served())
            .flatMap(s -> s.running())
            .flatMap(r -> release(r.release()));
    return standby.filter(s -> served.isEmpty());
  }

  private Optional<Release> release(String id) {
    return facts.releases().stream().filter(r -> r.id().equals(id)).findFirst();
  }

  private String stored() {
    return facts.releases().isEmpty()
        ? "none"
        : String.join(", ", facts.releases().stream().map(Release::describe).toList());
  }
}
