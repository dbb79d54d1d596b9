package bluegreen.existing;

import bluegreen.host.Processes;
import bluegreen.testing.Await;
import bluegreen.testing.Builds;
import bluegreen.testing.Enclave;
import bluegreen.testing.LightJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The server that we are in, with a process table and an {@code /etc} of its own. */
final class Box {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Path NGINX = Path.of("/etc/nginx");
  private static final Path PRISTINE = Path.of("/etc/pristine");

  /** What the app needs to start in a moment, and in a process table of its own. */
  static final List<String> JAVA =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx32m");

  /** Keeps what nginx's package has brought beside its configuration. */
  Box() {
    copy(NGINX, PRISTINE);
  }

  /** As an administrator has left it. */
  void become(Existing server) {
    clear();
    try {
      for (String folder : List.of("/var/lib/nginx", "/var/log/nginx", "/run", "/var/www/html")) {
        Files.createDirectories(Path.of(folder));
      }
      for (String file : List.of("mime.types", "fastcgi_params", "uwsgi_params", "proxy_params")) {
        Files.createDirectories(NGINX);
        Files.copy(PRISTINE.resolve(file), NGINX.resolve(file));
      }
      for (Map.Entry<String, String> file : server.files.entrySet()) {
        Path path = Path.of(file.getKey());
        Files.createDirectories(path.getParent());
        if (file.getValue().startsWith("-> ")) {
          Files.createSymbolicLink(path, Path.of(file.getValue().substring(3)));
        } else {
          Files.writeString(path, file.getValue());
        }
      }
      Files.createDirectories(Path.of("/srv/shop"));
      Files.createDirectories(Path.of("/srv/old"));
      for (String version : List.of("1", "2")) {
        Files.copy(LightJar.version(version), Path.of("/srv/shop/" + version + ".jar"));
      }
      Files.copy(LightJar.version("0"), Path.of("/srv/old/app.jar"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.programs.forEach(Box::start);
    sh(server.start);
  }

  /** The command line of the app that was there before us. */
  static String app(int port) {
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    return java + " " + String.join(" ", JAVA) + " -jar /srv/old/app.jar --server.port=" + port;
  }

  private static void start(Existing.Program program) {
    try {
      new ProcessBuilder("bash", "-c", program.script())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.until("port " + program.port(), SOON, () -> listens(program.port()));
  }

  static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs a script, which has to go well. */
  static void sh(String script) {
    try {
      Path said = Path.of("/srv/sh.log");
      int code =
          new ProcessBuilder("sh", "-c", script)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start()
              .waitFor();
      String output = Files.readString(said);
      Files.delete(said);
      if (code != 0) {
        throw new AssertionError(script + ": " + code + "\n" + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Every process there but the first one and ourselves, each with when it has started. */
  static Map<String, String> processes() {
    Map<String, String> processes = new TreeMap<>();
    Processes all = new Processes();
    all.pids().stream()
        .filter(pid -> pid != 1 && pid != ProcessHandle.current().pid())
        .flatMap(pid -> all.find(pid).stream())
        .forEach(p -> processes.put("" + p.pid(), "" + p.id().startTicks()));
    return processes;
  }

  private static void clear() {
    Await.until(
        "an empty process table",
        SOON,
        () -> {
          processes()
              .keySet()
              .forEach(
                  p ->
                      ProcessHandle.of(Long.parseLong(p))
                          .ifPresent(ProcessHandle::destroyForcibly));
          return processes().isEmpty();
        });
    try {
      Builds.delete(NGINX);
      Builds.delete(Path.of("/etc/letsencrypt"));
      for (String folder : Enclave.FOLDERS) {
        try (Stream<Path> within = Files.list(Path.of(folder))) {
          // The mount that /etc is in stays.
          for (Path each : within.filter(p -> !p.equals(Path.of("/srv/etc"))).toList()) {
            Builds.delete(each);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each file of somebody else's with its kind, owner, mode and bytes. */
  static Map<String, String> files(String... folders) {
    Map<String, String> files = new TreeMap<>();
    for (String folder : folders) {
      try (Stream<Path> all = Files.walk(Path.of(folder))) {
        for (Path path : all.toList()) {
          String what =
              Files.readAttributes(path, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS) + "";
          boolean plain = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
          files.put(path.toString(), what + (plain ? Builds.digest(List.of(path)) : ""));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }
}
