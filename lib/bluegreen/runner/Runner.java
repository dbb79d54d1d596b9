package bluegreen.runner;

import bluegreen.host.Edit;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.Release;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Who runs the app's processes. */
public interface Runner {
  /** Characters of a log that a message quotes at most. */
  int LAST_WORDS = 64_000;

  /** What is left to be done so that a slot gets on without us. */
  enum Upkeep {
    /** Nothing, or nothing that this runner could do. */
    NONE,
    /** What runs there is not yet started again when it fails, or with the machine. */
    WANTED,
    /** Nothing runs there; what was made to run something has to be cleared away. */
    LEFTOVER
  }

  /** The word for it in the playbook. */
  String label();

  /** Whether what it starts has to be kept by {@link #keep} once it serves. */
  boolean keeps();

  /** What starts a slot's process again then, by its name; empty where nothing does. */
  String keeper(Slot slot);

  /**
   * Why it can start nothing here, a sentence each.
   *
   * @param release what it would start
   */
  List<String> problems(Optional<Release> release) throws InterruptedException;

  /** Whether what it starts can be left the processor time that others leave. */
  default boolean yields() {
    return true;
  }

  /** Has what is asked next be seen anew, where that is kept for a while. */
  default void lookAnew() throws InterruptedException {}

  /** Why nothing can be started in a slot of which the kernel knows nothing; empty where it can. */
  default Optional<String> barrier(Slot slot) {
    return Optional.empty();
  }

  /** What it cannot tell of what runs in the slots, a sentence each. */
  default List<String> caveats() {
    return List.of();
  }

  /** What runs in a slot. */
  Optional<Running> running(Slot slot);

  /** Processes of ours in a slot besides the one that {@link #running} tells of. */
  List<Processes.Info> strays(Slot slot);

  /**
   * Starts a release in a slot.
   *
   * @throws HostFailure where it cannot be started
   */
  Running start(Launch launch) throws HostFailure, InterruptedException;

  /** The file that a start writes for whoever starts it instead of us. */
  default Optional<Edit> unit(Launch launch) {
    return Optional.empty();
  }

  /** How the process that this run started in a slot has ended; empty while it runs. */
  Optional<Exit> exited(Slot slot) throws InterruptedException;

  /** What is left to be done about a slot. */
  Upkeep upkeep(Slot slot) throws InterruptedException;

  /**
   * Has what runs in a slot started again when it fails and with the machine.
   *
   * @throws HostFailure where that cannot be had
   */
  void keep(Slot slot) throws HostFailure, InterruptedException;

  /**
   * Stops all processes of ours in a slot: SIGTERM, then {@code patience}, then SIGKILL.
   *
   * @return how many were killed because they did not end by themselves
   * @throws HostFailure where one of them does not end even then
   */
  int stop(Slot slot, Duration patience) throws HostFailure, InterruptedException;

  /** Who accepts connections where a slot is to be reached. */
  Occupants at(Slot slot, Endpoint endpoint);

  /**
   * Hands on the last lines that a slot's process has written.
   *
   * @throws HostFailure where they cannot be read
   */
  void log(Slot slot, int lines, Consumer<String> line) throws HostFailure, InterruptedException;

  /** The last lines that a slot's process has written; nothing where they cannot be read. */
  default String logTail(Slot slot, int lines) throws InterruptedException {
    StringBuilder words = new StringBuilder();
    try {
      log(slot, lines, line -> words.append(line).append('\n'));
    } catch (HostFailure e) {
      return "";
    }
    int from = words.length() - LAST_WORDS;
    return (from > 0 ? "…" + words.substring(from) : words.toString()).stripTrailing();
  }

  /**
   * Hands on the last lines that a slot's process has written, and all that follow, until
   * interrupted.
   *
   * @throws HostFailure where they cannot be read
   */
  void follow(Slot slot, int lines, Consumer<String> line) throws HostFailure, InterruptedException;
}
