package bluegreen.runner;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.Edit;
import bluegreen.host.HostFailure;
import bluegreen.host.Knock;
import bluegreen.host.Processes;
import bluegreen.host.Texts;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import bluegreen.state.Release;
import bluegreen.state.SlotRecord;
import bluegreen.state.SlotRecord.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Has the app run by commands of the user's, such as on another host. What runs there is what our
 * records say; whether it does, the user's command; and nobody can tell whose process answers.
 */
public final class CommandRunner implements Runner {
  /** Between two questions to what has just been started; two bad answers in a row are an end. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Playbook playbook;
  private final AppDir dir;
  private final UserCommands commands;
  private final AtomicFiles files;
  private final boolean starts;
  private final Runner here;
  private final Map<Slot, Sight> seen = new EnumMap<>(Slot.class);
  private Optional<String> unheard = Optional.empty();
  private boolean doubted;
  private long asked;

  /**
   * A runner for one app.
   *
   * @param here who runs what the app is on this machine, or was before its playbook changed
   */
  public CommandRunner(
      Playbook playbook,
      AppDir dir,
      Templates templates,
      Commands commands,
      AtomicFiles files,
      Runner here) {
    this.playbook = playbook;
    this.dir = dir;
    this.commands = new UserCommands(playbook, dir, templates, commands);
    this.files = files;
    this.starts = playbook.elsewhere().isPresent();
    this.here = here;
  }

  /** Whether one is needed: for what is to be started, or for what was and has not been stopped. */
  public static boolean isWanted(Playbook playbook, AppDir dir) {
    return playbook.elsewhere().isPresent()
        || Stream.of(Slot.values())
            .flatMap(slot -> SlotRecord.read(dir, slot).stream())
            .anyMatch(record -> record.stage().isPresent() || record.commands().isPresent());
  }

  @Override
  public String label() {
    return starts ? "commands" : here.label();
  }

  @Override
  public boolean keeps() {
    return !starts && here.keeps();
  }

  @Override
  public boolean yields() {
    return starts || here.yields();
  }

  @Override
  public String keeper(Slot slot) {
    return here.keeper(slot);
  }

  @Override
  public List<String> problems(Optional<Release> release) throws InterruptedException {
    return starts ? List.of() : here.problems(release);
  }

  @Override
  public Optional<Edit> unit(Launch launch) {
    return starts ? Optional.empty() : here.unit(launch);
  }

  /** The record of what runs elsewhere; empty where that is nothing, or on this machine. */
  private Optional<SlotRecord> record(Slot slot) {
    return SlotRecord.read(dir, slot).filter(r -> r.stage().isPresent());
  }

  /** The same, or that of nothing in the place that the playbook has for it. */
  private SlotRecord any(Slot slot) {
    return record(slot).orElseGet(() -> SlotRecord.none(slot, playbook.ports().of(slot)));
  }

  private Sight seen(Slot slot) {
    return seen.getOrDefault(slot, Sight.FRESH);
  }

  @Override
  public void lookAnew() throws InterruptedException {
    here.lookAnew();
    for (Slot slot : Slot.values()) {
      SlotRecord record = any(slot);
      seen.put(slot, new Sight(isAnswered(record.endpoint()), commands.ask(record)));
    }
  }

  private static boolean isAnswered(Endpoint place) {
    return Knock.isAnswered(place.host(), place.port());
  }

  @Override
  public Optional<Running> running(Slot slot) {
    Optional<SlotRecord> record = record(slot);
    return record.isEmpty()
        ? here.running(slot)
        : record.filter(r -> !hasEnded(r)).map(Running::elsewhere);
  }

  /** What cannot be told is no end; but where its place was given up and is silent, it is over. */
  private boolean hasEnded(SlotRecord record) {
    Sight sight = seen(record.slot());
    boolean isGivenUp = !record.endpoint().equals(playbook.ports().of(record.slot()));
    return sight.answer().runs().map(runs -> !runs).orElse(isGivenUp && !sight.accepts());
  }

  @Override
  public List<Processes.Info> strays(Slot slot) {
    return record(slot).isPresent() ? List.of() : here.strays(slot);
  }

  @Override
  public Upkeep upkeep(Slot slot) throws InterruptedException {
    return record(slot).isPresent() ? Upkeep.NONE : here.upkeep(slot);
  }

  @Override
  public void keep(Slot slot) throws HostFailure, InterruptedException {
    if (record(slot).isEmpty()) {
      here.keep(slot);
    }
  }

  /** Of another host the kernel knows nothing; of this one, whoever is there before we are. */
  @Override
  public Occupants at(Slot slot, Endpoint endpoint) {
    if (record(slot).isEmpty() && endpoint.isHere()) {
      return here.at(slot, endpoint);
    }
    return new Occupants(record(slot).isPresent() && seen(slot).accepts(), Optional.empty());
  }

  @Override
  public Optional<String> barrier(Slot slot) {
    Endpoint place = any(slot).endpoint();
    boolean isOver = record(slot).filter(this::hasEnded).isPresent();
    boolean isOurs = record(slot).isPresent() || here.running(slot).isPresent();
    return isOver ? Optional.empty() : seen(slot).barrier(slot, place, isOurs);
  }

  @Override
  public List<String> caveats() {
    List<String> caveats = new ArrayList<>();
    if (Stream.of(Slot.values()).anyMatch(slot -> record(slot).isPresent())) {
      caveats.add(
          "whose process answers in a slot's place cannot be seen from here; it is what app.start"
              + " has started, unless somebody there has put another in its place");
    }
    for (Slot slot : Slot.values()) {
      String doubt = seen(slot).answer().doubt();
      if (!doubt.isEmpty()) {
        caveats.add(
            "whether %s (%s) runs cannot be told: %s"
                .formatted(slot, any(slot).endpoint().address(), doubt));
      }
    }
    return caveats;
  }

  @Override
  public Running start(Launch launch) throws HostFailure, InterruptedException {
    if (!starts) {
      return here.start(launch);
    }
    if (isAnswered(launch.endpoint())) {
      throw new HostFailure(
          launch.endpoint().address()
              + " accepts connections before anything was started there; stop that first");
    }
    files.folder(dir.slots(), 0700);
    SlotRecord planned = launch.record("", Path.of(""));
    SlotRecord record = planned.by(commands.of(planned).orElseThrow());
    record.at(Stage.BEGUN).write(dir, files);
    seen.put(launch.slot(), Sight.FRESH);
    commands.start(record, launch.argv());
    record.at(Stage.DONE).write(dir, files);
    doubted = false;
    asked = System.nanoTime();
    return Running.elsewhere(record.at(Stage.DONE));
  }

  /**
   * Nobody knows its exit status: where it runs no more, that is all, and {@link #running} says it.
   */
  @Override
  public Optional<Exit> exited(Slot slot) throws InterruptedException {
    Optional<SlotRecord> record = record(slot);
    if (record.isEmpty()) {
      return here.exited(slot);
    } else if (commands.canAnswer(record.get()) && System.nanoTime() - asked > PAUSE.toNanos()) {
      UserCommands.Answer answer = commands.ask(record.get());
      asked = System.nanoTime();
      boolean runs = answer.runs().orElse(true);
      if (!runs && doubted) {
        seen.put(slot, new Sight(false, answer));
      }
      doubted = !runs;
    }
    return Optional.empty();
  }

  @Override
  public int stop(Slot slot, Duration patience) throws HostFailure, InterruptedException {
    Optional<SlotRecord> record = record(slot);
    if (record.isEmpty()) {
      return here.stop(slot, patience);
    }
    if (!hasEnded(record.get())) {
      commands.stop(record.get());
      Endpoint place = record.get().endpoint();
      // Otherwise the next version would be taken for healthy by the answers of this one.
      if (!Knock.awaitSilence(place.host(), place.port(), patience)) {
        throw new HostFailure(
            "app.start.stop ended with 0, and %s still accepts connections after %s"
                .formatted(place.address(), Texts.seconds(patience)));
      }
    }
    record.get().stopped().write(dir, files);
    seen.remove(slot);
    return 0;
  }

  @Override
  public void log(Slot slot, int lines, Consumer<String> line)
      throws HostFailure, InterruptedException {
    if (SlotRecord.read(dir, slot).filter(r -> r.process().isPresent()).isPresent()) {
      here.log(slot, lines, line);
    } else {
      SlotRecord last = SlotRecord.read(dir, slot).orElseGet(() -> any(slot));
      commands.logs(last, lines).lines().forEach(line);
    }
  }

  @Override
  public String logTail(Slot slot, int lines) throws InterruptedException {
    if (unheard.isPresent()) {
      return unheard.get(); // A host that is silent is not asked again and again.
    }
    StringBuilder words = new StringBuilder();
    try {
      log(slot, lines, line -> words.append(line).append('\n'));
      return words.toString().stripTrailing();
    } catch (HostFailure e) {
      unheard = Optional.of("(not known: " + Texts.headline(e.getMessage()) + ")");
      return unheard.get();
    }
  }

  @Override
  public void follow(Slot slot, int lines, Consumer<String> line)
      throws HostFailure, InterruptedException {
    if (SlotRecord.read(dir, slot).filter(r -> r.process().isPresent()).isEmpty()) {
      throw new HostFailure("app.start.logs shows what there is; leave out -f");
    }
    here.follow(slot, lines, line);
  }
}
