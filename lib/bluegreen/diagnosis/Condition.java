package bluegreen.diagnosis;

import bluegreen.host.OpenSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * In what condition a program was that did not do what was wanted of it.
 *
 * @param processes it, and what it has started, a line each
 * @param memory what its control group says
 * @param sockets what it has open
 * @param java what its JVM says; empty where it is none, or does not tell
 * @param untold why its JVM does not tell; empty where it does, or is none
 */
public record Condition(
    List<String> processes,
    Optional<GroupMemory> memory,
    List<OpenSocket> sockets,
    Optional<Jvm> java,
    Optional<String> untold) {

  /**
   * What a JVM says of itself.
   *
   * @param threads as {@code Thread.print} has them
   * @param heap as {@code GC.heap_info} has it
   * @param flags as {@code VM.flags} has them
   */
  public record Jvm(String threads, String heap, String flags) {}

  /**
   * What matters of it, a sentence each, the clearest first.
   *
   * @param port where it was to listen
   * @param answers whether it has answered there at all
   */
  public List<String> matters(int port, boolean answers) {
    List<String> all = new ArrayList<>();
    Optional<ThreadDump> threads = java.map(jvm -> new ThreadDump(jvm.threads()));
    threads.flatMap(ThreadDump::deadlock).ifPresent(all::add);
    memory.flatMap(GroupMemory::full).ifPresent(all::add);
    java.flatMap(jvm -> Heap.of(jvm.heap(), jvm.flags())).flatMap(Heap::full).ifPresent(all::add);
    waited().ifPresent(all::add);
    if (!answers) {
      elsewhere(port).ifPresent(all::add);
      threads.flatMap(ThreadDump::main).ifPresent(all::add);
    }
    return List.copyOf(all);
  }

  private Optional<String> waited() {
    List<String> to =
        sockets.stream()
            .filter(socket -> socket.state() == OpenSocket.State.CONNECTING)
            .map(OpenSocket::remote)
            .distinct()
            .toList();
    return to.isEmpty()
        ? Optional.empty()
        : Optional.of("it tries to connect to " + String.join(", ", to) + ", where nobody answers");
  }

  private Optional<String> elsewhere(int port) {
    TreeSet<Integer> ports = new TreeSet<>();
    sockets.stream()
        .filter(socket -> socket.state() == OpenSocket.State.LISTENING)
        .forEach(socket -> ports.add(socket.port()));
    return ports.isEmpty() || ports.contains(port)
        ? Optional.empty()
        : Optional.of(
            "it listens on "
                + String.join(", ", ports.stream().map(String::valueOf).toList())
                + ", not on "
                + port);
  }

  /** All of it, for whoever wants to know more. */
  public String describe() {
    List<String> parts = new ArrayList<>();
    parts.add(section("Processes", processes));
    parts.add(section("Memory of its control group", memory.stream().map(GroupMemory::describe)));
    parts.add(section("Sockets", sockets.stream().map(Condition::line)));
    untold.ifPresent(why -> parts.add(section("Java", List.of(why))));
    java.ifPresent(
        jvm ->
            parts.addAll(
                List.of(
                    section("Heap", jvm.heap().lines()),
                    section("Options of Java", jvm.flags().lines()),
                    section("Threads", jvm.threads().lines()))));
    return String.join("\n", parts);
  }

  private static String line(OpenSocket socket) {
    return switch (socket.state()) {
      case LISTENING -> "listens on " + socket.local();
      case CONNECTING -> "connecting to " + socket.remote();
      case ESTABLISHED -> socket.local() + " connected with " + socket.remote();
      case OTHER -> socket.local() + " closing, from " + socket.remote();
    };
  }

  private static String section(String title, List<String> lines) {
    return section(title, lines.stream());
  }

  private static String section(String title, Stream<String> lines) {
    List<String> all = lines.toList();
    return "== " + title + "\n" + (all.isEmpty() ? "none\n" : String.join("\n", all) + "\n");
  }
}
