package bluegreen.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.zeroturnaround.exec.ProcessExecutor;

/** The nginx of a private server: looked at, and done to it what happens to an nginx. */
public final class PrivateNginx {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final Path prefix;

  PrivateNginx(Path folder) {
    this.folder = folder;
    this.prefix = folder.resolve("nginx");
  }

  /** The pid of the master, as nginx has written it down. */
  public long master() {
    try {
      return Long.parseLong(Files.readString(prefix.resolve("nginx.pid")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The pids of the workers; fails where there is none. */
  public List<Long> workers() {
    List<Long> workers = pids("nginx: worker process");
    assertTrue(!workers.isEmpty(), "nginx has no workers");
    return workers;
  }

  /** The pids of the master and the workers, if there are any. */
  public List<Long> processes() {
    return pids("nginx: ");
  }

  private List<Long> pids(String command) {
    return new FolderProcesses(folder)
        .all().values().stream()
            .filter(p -> p.command().startsWith(command))
            .map(FolderProcesses.Seen::pid)
            .toList();
  }

  /** Kills all of it, so that nothing is left to clean anything up. */
  public void kill() {
    List<Long> all = new ArrayList<>(List.of(master())); // First: it would replace the others.
    all.addAll(processes());
    all.forEach(pid -> Signals.send("KILL", pid));
    Await.until("nginx's end", PATIENCE, () -> processes().isEmpty());
  }

  /** Starts it as whoever looks after it would. */
  public void start() {
    try {
      Builds.tool(
          new ProcessExecutor(
              "nginx", "-p", prefix.toString(), "-c", prefix.resolve("nginx.conf").toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes an nginx.conf such as somebody has who looks after nginx himself.
   *
   * @param user whose rights the workers have, where nginx is started by root
   * @param http directives, such as includes, which start at nginx's folder
   */
  public void configure(String user, String http) {
    String conf =
        """
        user %s;
        worker_processes 2;
        pid nginx.pid;
        error_log logs/error.log;
        events { worker_connections 1024; }
        http {
          access_log off;
          client_body_temp_path temp/client_body;
          proxy_temp_path temp/proxy;
          fastcgi_temp_path temp/fastcgi;
          uwsgi_temp_path temp/uwsgi;
          scgi_temp_path temp/scgi;
        %s
        }
        """;
    try {
      for (String sub : List.of("logs", "temp", "sites")) {
        Files.createDirectories(prefix.resolve(sub));
      }
      Files.writeString(
          prefix.resolve("nginx.conf"),
          conf.formatted(user, http.stripTrailing().indent(2).stripTrailing()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
