package bluegreen.runner;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.Container;
import bluegreen.host.ControlGroup;
import bluegreen.host.Edit;
import bluegreen.host.Engine;
import bluegreen.host.HostFailure;
import bluegreen.host.Image;
import bluegreen.host.OutOfMemory;
import bluegreen.host.Processes;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import bluegreen.state.Release;
import bluegreen.state.SlotRecord;
import bluegreen.state.StoredImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs the app in a container a slot. What runs in a slot without one is left to another runner.
 */
public final class ContainerRunner implements Runner {
  /** Of what a container has written, the lines that are kept when it goes. */
  private static final int KEPT_LINES = 10_000;

  private final SlotContainers containers;
  private final AppDir dir;
  private final boolean starts;
  private final Runner others;
  private final Engine engine;
  private final AtomicFiles files;
  private final Processes processes;

  /** The containers that this run has started, by their ids. */
  private final Map<Slot, String> started = new EnumMap<>(Slot.class);

  /**
   * A runner for one app.
   *
   * @param engine {@code docker} or {@code podman}
   * @param starts whether it is here that the app is started; otherwise by {@code others}
   * @param others who runs what is in no container
   */
  public ContainerRunner(
      String app,
      AppDir dir,
      String engine,
      boolean starts,
      Runner others,
      Commands commands,
      AtomicFiles files,
      Processes processes) {
    this.dir = dir;
    this.starts = starts;
    this.others = others;
    this.engine = new Engine(engine, commands);
    this.files = files;
    this.processes = processes;
    this.containers = new SlotContainers(app, dir, this.engine, processes);
  }

  @Override
  public String label() {
    return starts ? engine.name() : others.label();
  }

  @Override
  public boolean keeps() {
    return starts ? engine.keeps() : others.keeps();
  }

  @Override
  public boolean yields() {
    return !starts && others.yields(); // A container has its share of the processor as a whole.
  }

  @Override
  public String keeper(Slot slot) {
    return containers.ours(slot).map(Container::name).orElseGet(() -> keeperOf(slot));
  }

  private String keeperOf(Slot slot) {
    return starts ? containers.name(slot) : others.keeper(slot);
  }

  @Override
  public List<String> problems(Optional<Release> release) throws InterruptedException {
    if (!starts) {
      return others.problems(release);
    }
    Optional<String> down = engine.problem();
    if (down.isPresent()) {
      return List.of(down.get());
    }
    List<String> problems = new ArrayList<>();
    try {
      for (Slot slot : Slot.values()) {
        containers.stranger(slot).ifPresent(problems::add);
      }
      if (release.isPresent() && !release.get().isUnfetched()) {
        gone(release.get()).ifPresent(problems::add);
      }
    } catch (HostFailure e) {
      problems.add(e.getMessage());
    }
    return problems;
  }

  private Optional<String> gone(Release release) throws HostFailure, InterruptedException {
    Optional<Image> image = engine.image(StoredImage.named(release));
    String name = StoredImage.of(release).map(StoredImage::reference).orElse("its image");
    return image.isPresent()
        ? Optional.empty()
        : Optional.of(
            "app.image: %s has the image of %s no more; if %s is still that one: %s pull %s"
                .formatted(engine.name(), release.describe(), name, engine.name(), name));
  }

  @Override
  public Optional<Running> running(Slot slot) {
    return others
        .running(slot)
        .or(() -> containers.running(slot))
        .or(() -> containers.runningUnseen(slot));
  }

  @Override
  public List<Processes.Info> strays(Slot slot) {
    return others.strays(slot);
  }

  @Override
  public Optional<Edit> unit(Launch launch) {
    return starts ? Optional.empty() : others.unit(launch);
  }

  @Override
  public Running start(Launch launch) throws HostFailure, InterruptedException {
    Slot slot = launch.slot();
    clear(slot);
    if (!starts) {
      return others.start(launch);
    }
    files.folder(dir.logs(), 0755);
    files.folder(dir.slots(), 0700);
    Path log = dir.logs().resolve(launch.release().id() + "." + slot + ".log");
    SlotRecord record = launch.record(processes.bootId(), log);
    record.write(dir, files);
    files.remove(log);
    String id = containers.create(launch, files);
    started.put(slot, id);
    Container made = engine.container(id).orElseThrow(() -> new HostFailure(id + " is gone"));
    if (!made.image().equals(launch.release().digest())) {
      engine.remove(id);
      throw new HostFailure(
          "app.options: %s took one of them for the image; write an option's value behind '='"
              .formatted(engine.name()));
    }
    engine.start(id);
    Processes.Id process =
        engine
            .container(id)
            .filter(Container::running)
            .flatMap(c -> processes.find(c.pid()))
            .map(Processes.Info::id)
            .orElse(new Processes.Id(1, -1)); // Gone already.
    record.running(process, ControlGroup.of(process.pid(), id)).write(dir, files);
    return Running.of(record, process);
  }

  /** Takes away a container that a killed run has made, or that has ended. */
  private void clear(Slot slot) throws HostFailure, InterruptedException {
    Optional<String> stranger = containers.stranger(slot);
    if (starts && stranger.isPresent()) {
      throw new HostFailure(stranger.get());
    }
    Optional<Container> left = containers.find(slot);
    if (left.isPresent()) {
      end(left.get(), Duration.ZERO);
    }
  }

  @Override
  public Optional<Exit> exited(Slot slot) throws InterruptedException {
    if (!started.containsKey(slot)) {
      return others.exited(slot);
    }
    try {
      return engine
          .container(started.get(slot))
          .filter(c -> !c.running() && !c.kept())
          .map(ContainerRunner::exit);
    } catch (HostFailure e) {
      return Optional.empty(); // Whether it runs is seen without its engine, too.
    }
  }

  private static Exit exit(Container ended) {
    return new Exit(
        ended.exit(),
        ended.outOfMemory()
            ? Optional.of(OutOfMemory.ENDED + "(its container had no more)")
            : Optional.empty());
  }

  @Override
  public Upkeep upkeep(Slot slot) throws InterruptedException {
    Optional<Container> ours = containers.ours(slot);
    if (ours.isEmpty()) {
      return others.upkeep(slot);
    }
    if (!ours.get().running()) {
      return Upkeep.LEFTOVER;
    }
    return engine.keeps() && !ours.get().kept() ? Upkeep.WANTED : Upkeep.NONE;
  }

  @Override
  public void keep(Slot slot) throws HostFailure, InterruptedException {
    Optional<Container> ours = containers.find(slot);
    if (ours.isPresent()) {
      engine.keep(ours.get().id());
    } else {
      others.keep(slot);
    }
  }

  @Override
  public int stop(Slot slot, Duration patience) throws HostFailure, InterruptedException {
    Optional<Running> before = running(slot);
    Optional<Container> ours = containers.find(slot);
    int killed = 0;
    if (ours.isPresent()) {
      killed = end(ours.get(), patience);
      Optional<SlotRecord> record = SlotRecord.read(dir, slot).filter(r -> before.isPresent());
      if (record.isPresent()) {
        record.get().stopped().write(dir, files);
      }
    }
    return killed + others.stop(slot, patience);
  }

  /** Stops one and takes it away; what it has written stays, as far as one may want to read it. */
  private int end(Container container, Duration patience) throws HostFailure, InterruptedException {
    if (container.kept()) { // A machine that fails in between must not start it again.
      engine.keepNoMore(container.id());
    }
    engine.stop(container.id(), patience);
    Optional<Container> ended = engine.container(container.id());
    Optional<Path> log = containers.log(container);
    if (log.isPresent()) {
      files.write(log.get(), engine.lastLines(container.id(), KEPT_LINES), 0640);
    }
    engine.remove(container.id());
    boolean killed = ended.filter(c -> c.exit() == Exit.KILLED && !c.outOfMemory()).isPresent();
    return container.running() && killed ? 1 : 0;
  }

  @Override
  public Occupants at(Slot slot, Endpoint endpoint) {
    return containers.at(slot, endpoint, others.at(slot, endpoint), running(slot));
  }

  @Override
  public void log(Slot slot, int lines, Consumer<String> line)
      throws HostFailure, InterruptedException {
    Optional<Container> ours = containers.find(slot);
    if (ours.isPresent()) {
      engine.log(ours.get().id(), lines, line);
    } else {
      others.log(slot, lines, line);
    }
  }

  @Override
  public void follow(Slot slot, int lines, Consumer<String> line)
      throws HostFailure, InterruptedException {
    Optional<Container> ours = containers.find(slot);
    if (ours.isEmpty()) {
      others.follow(slot, lines, line);
      return;
    }
    engine.follow(ours.get().id(), lines, line);
    throw new HostFailure("the container " + ours.get().name() + " has ended");
  }
}
