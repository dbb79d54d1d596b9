package bluegreen.runner;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Container;
import bluegreen.host.Engine;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import bluegreen.state.Roles;
import bluegreen.state.SlotRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The containers of an app, one a slot: known by their names, and for ours by the tag in their
 * environment, with its proof.
 */
final class SlotContainers {
  /** Where a container finds the folder of {@link Roles}. */
  private static final String ROLES = "/run/bluegreen";

  /** What the engines themselves go by when they find it in their environment. */
  private static final Pattern OF_ENGINES =
      Pattern.compile(
          "(?i)PATH|HOME|USER|SHELL|TMPDIR|(DOCKER|BUILDKIT|CONTAINERS?|PODMAN|STORAGE|REGISTRY"
              + "|XDG|DBUS|LD|SSL|LC|GO|OTEL)_?.*|_.*|.*_PROXY|LANG|NOTIFY_SOCKET|LISTEN_.*");

  /** Programs that listen on a port of this machine for a container. */
  private static final Pattern GO_BETWEEN =
      Pattern.compile(
          "(\\S*/)?(docker-proxy|rootlessport|rootlesskit|conmon|slirp4netns|pasta(\\.avx2)?"
              + "|passt|netavark|docker-pr)( .*)?");

  private final String app;
  private final AppDir dir;
  private final Engine engine;
  private final Processes processes;
  private final Proof proof;

  SlotContainers(String app, AppDir dir, Engine engine, Processes processes) {
    this.app = app;
    this.dir = dir;
    this.engine = engine;
    this.processes = processes;
    this.proof = new Proof(dir);
  }

  /** The name of a slot's container. */
  String name(Slot slot) {
    return "bluegreen-" + app + "-" + slot;
  }

  /** Our container of a slot, whether it runs or not. */
  Optional<Container> find(Slot slot) throws HostFailure, InterruptedException {
    return engine.container(name(slot)).filter(c -> tag(c, slot).isPresent());
  }

  /** The same; none where the engine does not answer. */
  Optional<Container> ours(Slot slot) {
    try {
      return find(slot);
    } catch (HostFailure e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Optional<Tag> tag(Container container, Slot slot) {
    return Tag.read(container.env())
        .filter(tag -> tag.slot() == slot && tag.dir().equals(dir.root().toString()))
        .filter(tag -> proof.holds(container.env(), tag, processes.ownUser()));
  }

  /** That somebody else has a container of the name that ours is to have, a sentence. */
  Optional<String> stranger(Slot slot) throws HostFailure, InterruptedException {
    return engine
        .container(name(slot))
        .filter(c -> tag(c, slot).isEmpty())
        .map(
            c ->
                "there is a container %s that this app has not made%s; if nobody needs it: %s rm -f %s"
                    .formatted(
                        c.name(),
                        Optional.ofNullable(c.env().get(Tag.DIR))
                            .map(other -> " (it says that it is of " + other + ")")
                            .orElse(""),
                        engine.name(),
                        c.name()));
  }

  /** What runs in a slot, as the engine says. */
  Optional<Running> running(Slot slot) {
    return ours(slot)
        .filter(Container::running)
        .flatMap(
            c ->
                processes
                    .find(c.pid())
                    .map(
                        process -> {
                          Tag tag = tag(c, slot).orElseThrow();
                          return new Running(
                              slot,
                              process.id(),
                              tag.release(),
                              tag.version(),
                              tag.launch(),
                              Endpoint.here(tag.port()),
                              log(tag));
                        }));
  }

  /** What runs in a slot, started anew by an engine that does not answer now. */
  Optional<Running> runningUnseen(Slot slot) {
    Optional<SlotRecord> record = SlotRecord.read(dir, slot);
    return record
        .flatMap(SlotRecord::group)
        .flatMap(group -> group.first(processes))
        .map(process -> Running.of(record.get(), process.id()));
  }

  /** Where what one of ours has written is kept when it goes. */
  Optional<Path> log(Container container) {
    return Tag.read(container.env()).map(this::log);
  }

  private Path log(Tag tag) {
    return dir.logs().resolve(tag.release() + "." + tag.slot() + ".log");
  }

  /** Makes the container of a launch, which does not run yet; its id. */
  String create(Launch launch, AtomicFiles files) throws HostFailure, InterruptedException {
    Map<String, String> env = new TreeMap<>(proof.added(launch, processes.ownUser(), files));
    List<String> words =
        new ArrayList<>(
            List.of(
                "--name",
                name(launch.slot()),
                "--label",
                "bluegreen.app=" + app,
                "--label",
                "bluegreen.slot=" + launch.slot(),
                "--label",
                "bluegreen.dir=" + dir.root()));
    if (Files.isDirectory(dir.roles())) {
      words.addAll(List.of("--volume", dir.roles() + ":" + ROLES + ":ro,z"));
      Path role = Path.of(ROLES).resolve(dir.roles().relativize(Roles.file(dir, launch.slot())));
      env.put(Tag.ROLE_FILE, role.toString());
    } else {
      env.remove(Tag.ROLE_FILE);
    }
    Path file = dir.slots().resolve(launch.slot() + ".env");
    StringBuilder lines = new StringBuilder();
    Map<String, String> own = new TreeMap<>();
    env.forEach(
        (name, value) -> {
          if (OF_ENGINES.matcher(name).matches() && !value.contains("\n")) {
            lines.append(name).append('=').append(value).append('\n');
          } else {
            words.addAll(List.of("--env", name));
            own.put(name, value);
          }
        });
    files.write(file, lines.toString(), 0600);
    words.addAll(List.of("--env-file", file.toString()));
    words.addAll(launch.argv().subList(2, launch.argv().size()));
    try {
      return engine.create(words, own);
    } finally {
      files.remove(file);
    }
  }

  /**
   * Who accepts connections for a slot.
   *
   * @param seen who does, as far as that can be told without the engine
   */
  Occupants at(Slot slot, Endpoint endpoint, Occupants seen, Optional<Running> running) {
    boolean between =
        seen.stranger()
            .flatMap(Processes.Listener::process)
            .filter(p -> GO_BETWEEN.matcher(p.command()).matches())
            .isPresent();
    boolean nobody = !seen.ours() && seen.stranger().isEmpty();
    if (running.isPresent() && (between || nobody) && publishes(slot, endpoint)) {
      return new Occupants(true, Optional.empty());
    }
    return running.isPresent() ? descending(seen, running.get()) : seen;
  }

  private boolean publishes(Slot slot, Endpoint endpoint) {
    try {
      return find(slot)
          .filter(c -> c.running() && c.published().contains(endpoint.port()))
          .isPresent();
    } catch (HostFailure e) { // What its command line has said when it was started holds on.
      return SlotRecord.read(dir, slot).filter(r -> r.endpoint().equals(endpoint)).isPresent();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A container that its engine has started anew is none that a record tells of. */
  private Occupants descending(Occupants seen, Running running) {
    boolean ours =
        seen.stranger()
            .flatMap(Processes.Listener::process)
            .filter(p -> running.pid().filter(own -> processes.descends(p.pid(), own)).isPresent())
            .isPresent();
    return ours ? new Occupants(true, Optional.empty()) : seen;
  }
}
