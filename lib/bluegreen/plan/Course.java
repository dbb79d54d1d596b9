package bluegreen.plan;

import bluegreen.host.Processes;
import bluegreen.observe.Facts;
import bluegreen.observe.SlotFacts;
import bluegreen.plan.SlotAction.KeepSlot;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner.Upkeep;
import bluegreen.state.Release;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run heads for: which slot, from where, and how much of the way is done already. */
final class Course {
  private final Goal goal;
  private final Playbook playbook;
  private final Facts facts;
  private final Optional<FrontPlan> front;
  private final Optional<String> launch;
  private final Optional<Slot> serving;
  private final Slot target;
  private final boolean alreadyServing;
  private final boolean alreadyRunning;

  /**
   * The one that follows from what is wanted and what was seen.
   *
   * @param launch the digest of the launch settings that a rollback goes back to, where these alone
   *     differ
   */
  Course(
      Goal goal,
      Playbook playbook,
      Facts facts,
      Optional<FrontPlan> front,
      Optional<String> launch) {
    this.goal = goal;
    this.playbook = playbook;
    this.facts = facts;
    this.front = front;
    this.launch = launch;
    this.serving = facts.serving();
    this.alreadyServing = serving.filter(this::runsWanted).isPresent();
    this.target = alreadyServing ? serving.get() : idle();
    this.alreadyRunning = alreadyServing || (runsWanted(target) && isWhole(facts.of(target)));
  }

  /** The slot that serves now. */
  Optional<Slot> serving() {
    return serving;
  }

  /** The slot that is to serve. */
  Slot target() {
    return target;
  }

  /** Whether it serves just what is wanted. */
  boolean isServing() {
    return alreadyServing;
  }

  /** Whether it runs just what is wanted. */
  boolean isRunning() {
    return alreadyRunning;
  }

  /** The slot that may be worked on: never the one that serves, nor one that nginx points at. */
  private Slot idle() {
    Optional<Slot> adopted = front.flatMap(f -> f.taken(playbook.ports()));
    return serving.or(() -> adopted).or(facts.nginx()::pointed).map(Slot::other).orElse(Slot.BLUE);
  }

  /** Whether a slot runs just what is wanted, and is healthy. */
  private boolean runsWanted(Slot slot) {
    SlotFacts seen = facts.of(slot);
    return seen.healthy()
        && seen.running()
            .filter(r -> facts.wanted().map(Release::id).filter(r.release()::equals).isPresent())
            .filter(r -> isLaunched(slot, r.launch()))
            .isPresent();
  }

  private boolean isLaunched(Slot slot, String digest) {
    if (goal == Goal.ROLLBACK) {
      return launch.filter(l -> !l.equals(digest)).isEmpty();
    }
    return Optional.ofNullable(facts.launches().get(slot))
        .filter(wanted -> wanted.digest().equals(digest))
        .isPresent();
  }

  /** What is wrong where only a process has the settings to go back to, and it is none any more. */
  Optional<String> lost() {
    return launch
        .filter(l -> !alreadyRunning)
        .map(
            l ->
                "what ran with the settings before stands by no more, and how it was started is"
                    + " not kept: put these settings back into the playbook, and deploy it");
  }

  /**
   * Whether what runs in a slot is all of it: a killed run may have left a second process there.
   */
  private static boolean isWhole(SlotFacts seen) {
    return seen.served() || seen.strays().isEmpty();
  }

  /** Whether the slot beside the target holds a version that has served. */
  boolean hasStandby() {
    SlotFacts other = facts.of(target.other());
    return alreadyServing ? other.standsBy() : serving.isPresent();
  }

  /** Whether the slot beside the one that serves stands by, and nothing is started in it. */
  boolean standsByNow() {
    boolean starts = !alreadyServing && !alreadyRunning;
    return serving.map(Slot::other).filter(o -> !starts && facts.of(o).standsBy()).isPresent();
  }

  /** Whether the one that serves is to stand by once traffic has moved. */
  boolean standsByThen() {
    return serving.isPresent() && playbook.rollout().standby() == Standby.KEEP;
  }

  /** Where a slot is reached once the plan is carried out. */
  Endpoint endpoint(Slot slot) {
    SlotFacts seen = facts.of(slot);
    if (slot == target && !alreadyRunning) {
      return playbook.ports().of(slot);
    } else if (seen.running().isPresent()) {
      return seen.endpoint();
    }
    // Nobody is there: another port in nginx's configuration would be a reload for nothing.
    return facts.nginx().ours().map(r -> r.endpoint(slot)).orElse(playbook.ports().of(slot));
  }

  /** The same of the target. */
  Endpoint endpoint() {
    return endpoint(target);
  }

  /** The same of both. */
  Map<Slot, Endpoint> endpoints() {
    Map<Slot, Endpoint> endpoints = new EnumMap<>(Slot.class);
    for (Slot slot : Slot.values()) {
      endpoints.put(slot, endpoint(slot));
    }
    return endpoints;
  }

  /** What has a slot get on without us; nothing where it does already. */
  List<Action> keep(Slot slot) {
    boolean isNew = slot == target && !alreadyRunning;
    boolean wanted = isNew ? facts.keeps() : facts.of(slot).upkeep() == Upkeep.WANTED;
    return wanted ? List.of(new KeepSlot(slot, facts.of(slot).keeper())) : List.of();
  }

  /** Where traffic goes to a process that was there before us; empty where it does not. */
  Optional<String> elsewhere() {
    if (serving.isPresent()) {
      return Optional.empty();
    }
    if (front.isPresent()) {
      return front.get().elsewhere();
    }
    Optional<Processes.Listener> inSlot =
        facts.nginx().pointed().flatMap(p -> facts.of(p).foreign());
    return inSlot.map(l -> Endpoint.here(l.port()).url());
  }

  /** The slot that serves until the switch, where there is one. */
  Optional<SlotFacts> old() {
    return alreadyServing ? Optional.empty() : serving.map(facts::of);
  }

  /** Whoever has served before us, or holds the port of the slot beside the target. */
  Optional<Processes.Listener> outsider() {
    SlotFacts beside = facts.of(target.other());
    if (serving.isPresent()) {
      return Optional.empty();
    }
    return beside
        .foreign()
        .or(() -> facts.front().flatMap(f -> f.outside()).flatMap(o -> o.listener()))
        .filter(l -> elsewhere().isPresent() || beside.foreign().isPresent());
  }

  /** The slots whose process still runs when the plan has been carried out. */
  List<SlotFacts> staying() {
    return facts.slots().values().stream().filter(this::stays).toList();
  }

  /** Whether what runs in a slot still runs then. */
  boolean stays(SlotFacts slot) {
    return slot.slot() == target
        ? alreadyRunning
        : hasStandby() && playbook.rollout().standby() == Standby.KEEP;
  }
}
