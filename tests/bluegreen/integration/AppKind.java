package bluegreen.integration;

import bluegreen.testing.Await;
import bluegreen.testing.ContainerEngine;
import bluegreen.testing.Deployer;
import bluegreen.testing.Draft;
import bluegreen.testing.FileServer;
import bluegreen.testing.LightJar;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.Ports;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.TalkLoad;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A server with an app of some kind: all that differs in what is promised of each of them. */
class AppKind implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(60);
  private static final String USER = System.getProperty("user.name");

  final PrivateServer server = PrivateServer.create();
  private final Deployer warm = server.deployer();
  private OptionalInt behind = OptionalInt.empty();

  /** Clients who never try anything again. */
  interface Visitors extends AutoCloseable {
    /** Waits until so many more of them were answered. */
    void await(int more);

    /** What went wrong, and what there was; all of it that is over comes to its end before. */
    List<String> lost();

    @Override
    void close();
  }

  /** The kind of that name. */
  static AppKind of(String name, String place) throws IOException {
    AppKind kind =
        switch (name) {
          case "process" -> new AppKind();
          case "commands" -> new Commanded();
          case "container" -> new Contained();
          case "url" -> new Fetched();
          case "stream" -> new Stream();
          default -> throw new IllegalArgumentException(name);
        };
    // A temporary folder is closed to everyone else, our own nginx's user included.
    Files.setPosixFilePermissions(
        kind.server.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
    if (place.equals("behind")) {
      kind.standBehind();
    }
    return kind;
  }

  /** Has somebody's own nginx pass visitors on to ours. */
  private void standBehind() {
    behind = OptionalInt.of(Ports.free(1).get(0));
    server
        .nginx()
        .configure(
            USER,
            "server { listen 127.0.0.1:%d; location / { proxy_pass http://127.0.0.1:%d; } }"
                .formatted(server.url("/").getPort(), behind.getAsInt()));
    server.nginx().start();
  }

  /** A playbook of a version. */
  final Draft draft(String version) {
    Draft draft = draw(version);
    behind.ifPresent(port -> draft.behind(port, server.url("/")));
    return draft;
  }

  Draft draw(String version) {
    return server.light(version);
  }

  /** One of a version that never gets healthy. */
  Draft sick(String version) {
    return draft(version).health("status", "299").health("timeout", "2s");
  }

  /** The product, each run of it a process of its own. */
  Deployer deployer() {
    return server.deployer();
  }

  /** Runs the product to its end. */
  Run run(String... words) {
    return warm.run(words);
  }

  /** Which version visitors are served by. */
  String served() {
    return server.get("/version");
  }

  Visitors visitors() {
    Load load = LoadClient.to(server.url("/")).connections(4).posts(2).perSecond(100).start();
    return new Visitors() {
      @Override
      public void await(int more) {
        load.awaitRequests(more, SOON);
      }

      @Override
      public List<String> lost() {
        LoadReport report = load.stop();
        return report.failures() == 0 ? List.of() : List.of(report.describe());
      }

      @Override
      public void close() {
        load.close();
      }
    };
  }

  /** Kills what runs in a slot. */
  void kill(String playbook, String slot) throws Exception {
    server.kill(server.pid(playbook, slot));
  }

  /** What of the apps still runs. */
  List<String> running() {
    return server.processes().stream().filter(line -> !line.contains("nginx")).toList();
  }

  @Override
  public void close() {
    server.close();
  }

  /** Started by commands of the user's. */
  private static final class Commanded extends AppKind {
    Commanded() throws IOException {
      for (String version : List.of("1", "2", "3")) {
        Files.copy(LightJar.version(version), server.folder().resolve(version + ".jar"));
      }
      script(
          "start",
          "setsid java -Xmx64m -jar $PWD/$2.jar --server.port=$1 >log 2>&1 </dev/null &"
              + " echo $! >$1");
      script("stop", "kill $(cat $1); rm -f $1");
      script("runs", "kill -0 $(cat $1)");
    }

    private void script(String name, String line) throws IOException {
      Path file = server.write(name, "#!/bin/sh\n" + line + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    @Override
    Draft draw(String version) {
      String word = "[\"" + server.folder() + "/%s\", \"{{ port }}\"%s]";
      return super.draw(version)
          .appWithout("jar", "java_opts")
          .with("slots", "blue", "\"127.0.0.1:" + server.port("blue") + "\"")
          .with("slots", "green", "\"127.0.0.1:" + server.port("green") + "\"")
          .without("ports", "blue")
          .without("ports", "green")
          .app(
              "start",
              "{ run: "
                  + word.formatted("start", ", \"{{ version }}\"")
                  + ", stop: "
                  + word.formatted("stop", "")
                  + ", running: "
                  + word.formatted("runs", "")
                  + " }");
    }

    @Override
    void kill(String playbook, String slot) throws Exception {
      String pid = server.read(String.valueOf(server.port(slot))).strip();
      server.kill(Long.parseLong(pid));
    }
  }

  /** In containers of Docker. */
  private static final class Contained extends AppKind {
    private final ContainerEngine docker = ContainerEngine.docker();

    Contained() {
      for (String version : List.of("1", "2", "3")) {
        docker.light(version, "light:" + version);
      }
    }

    @Override
    Draft draw(String version) {
      return super.draw(version)
          .appWithout("jar", "java_opts")
          .app("image", "light:" + version)
          .app("args", "[\"--server.port={{ port }}\"]");
    }

    @Override
    Deployer deployer() {
      Deployer deployer = super.deployer();
      docker.env().forEach(deployer::env);
      return deployer;
    }

    @Override
    Run run(String... words) {
      return deployer().run(words);
    }

    @Override
    void kill(String playbook, String slot) {
      docker.run("kill", "bluegreen-shop-" + slot);
    }

    @Override
    List<String> running() {
      List<String> all = new ArrayList<>(super.running());
      all.addAll(docker.containers());
      return all;
    }

    @Override
    public void close() {
      docker.close();
      super.close();
    }
  }

  /** Fetched from a repository. */
  private static final class Fetched extends AppKind {
    private final FileServer files = FileServer.start();

    @Override
    Draft draw(String version) {
      try {
        files.put("/light-" + version + ".jar", Files.readAllBytes(LightJar.version(version)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return super.draw(version).app("jar", files.url("/light-" + version + ".jar"));
    }

    @Override
    public void close() {
      files.close();
      super.close();
    }
  }

  /** Not of HTTP. */
  private static final class Stream extends AppKind {
    @Override
    Draft draw(String version) {
      return server.talk(version);
    }

    @Override
    Draft sick(String version) {
      return draft(version).app("env", "{ TALK_FAIL: loading }").health("timeout", "2s");
    }

    @Override
    String served() {
      try (TalkLoad.Session session = new TalkLoad.Session(server.url("/").getPort())) {
        return session.version();
      } catch (IOException e) {
        return e.toString();
      }
    }

    @Override
    Visitors visitors() {
      TalkLoad load = TalkLoad.begin(server.url("/").getPort(), 6, 0);
      return new Visitors() {
        @Override
        public void await(int more) {
          long enough = load.done() + more;
          Await.until(more + " more sessions", SOON, () -> load.done() >= enough);
        }

        @Override
        public List<String> lost() {
          load.close();
          return load.failures();
        }

        @Override
        public void close() {
          load.close();
        }
      };
    }
  }
}
