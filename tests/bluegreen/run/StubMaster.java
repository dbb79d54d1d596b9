package bluegreen.run;

import bluegreen.host.Processes;
import bluegreen.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * nginx's program, its main file, and a process that is called as its master; its workers hold
 * connections and do nothing else.
 */
final class StubMaster implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Path folder;
  private final Process process;
  private final BufferedReader said;

  StubMaster(Path folder) throws Exception {
    this.folder = folder;
    Path conf = folder.resolve("run/nginx.conf");
    Files.writeString(
        conf,
        "# bluegreen: private nginx\nuser root;\nhttp {\n  include \""
            + folder
            + "/run/site.conf\";\n}\n");
    Path script =
        Files.writeString(
            folder.resolve("master.sh"),
            """
            echo ready
            while read port; do
              if [ $port = old ]; then
                (echo $BASHPID; exec -a 'nginx: worker process is shutting down' sleep 600 >&-) &
              else
                (exec 3<>/dev/tcp/127.0.0.1/$port; echo $BASHPID; exec sleep 600 >&-) &
              fi
            done
            kill $(jobs -p)
            """);
    process =
        new ProcessBuilder("bash", "-c", "exec -a 'nginx: master process nginx' bash " + script)
            .redirectErrorStream(true)
            .start();
    said = process.inputReader(StandardCharsets.UTF_8);
    said.readLine();
    Files.writeString(folder.resolve("run/logs/nginx.pid"), process.pid() + "\n");
  }

  /** nginx's program: it knows its options, refuses what is BROKEN, and loads what it is given. */
  static Path program(Path folder) {
    try {
      Path program = folder.resolve("nginx");
      Files.writeString(
          program,
          """
          #!/bin/sh
          cd '%s'
          echo "$*" >> calls
          case "$*" in
            -V) echo 'nginx version: nginx/1.22.1' >&2; exit ;;
          esac
          if grep -s BROKEN run/*.conf >&2; then exit 1; fi
          case "$*" in
            *-T*) for each in run/*.conf; do
                echo "# configuration file $PWD/$each:"; cat "$each"
              done ;;
            *reload) if [ -e stiff ]; then exit 1; fi
              if [ -e unfit ]; then cat unfit >>run/logs/error.log; exit; fi
              if [ ! -e deaf ]; then cp run/site.conf loaded 2>/dev/null || rm -f loaded; fi ;;
            *quit) kill $(cat run/logs/nginx.pid) ;;
          esac
          """
              .formatted(folder));
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has a worker open a connection to a port; the worker's pid. */
  long connect(int port) throws IOException {
    return worker(String.valueOf(port));
  }

  /** Has it a worker that is replaced and at its last requests, without a connection yet. */
  long replaced() throws IOException {
    return worker("old");
  }

  private long worker(String what) throws IOException {
    process.outputWriter().write(what + "\n");
    process.outputWriter().flush();
    return Long.parseLong(said.readLine());
  }

  /** Ends a worker, and its connection with it. */
  void disconnect(long worker) throws Exception {
    ProcessHandle.of(worker).ifPresent(ProcessHandle::destroyForcibly);
    Await.until("the worker to end", SOON, () -> new Processes().find(worker).isEmpty());
  }

  /** Ends nginx. */
  void end() throws Exception {
    close();
    process.waitFor();
  }

  /** What nginx's program was called with, but for its files and for what it was asked. */
  List<String> calls() throws IOException {
    Path calls = folder.resolve("calls");
    return Files.exists(calls)
        ? Files.readAllLines(calls).stream()
            .map(l -> l.replaceFirst("^.*/nginx.conf ?", ""))
            .filter(l -> !l.equals("-V"))
            .toList()
        : List.of();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
