package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.LightJar;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Snapshot;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("A rollback")
class RollbackTest {
  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  private Run deploy(String version) {
    server.light(version).write(version + ".yml");
    return server.deploy(version + ".yml");
  }

  @Test
  @DisplayName("to the standby starts no process, and a second one has nowhere to go")
  void toTheStandby() {
    deploy("1");
    deploy("2");
    long first = server.pid("2.yml", "blue");
    long second = server.pid("2.yml", "green");

    Run dry = server.run("rollback", "--dry-run", "--output", "json", "2.yml").expect(0);
    server.assertServes("2");
    Run rollback = server.run("rollback", "--output", "json", "2.yml").expect(0);
    server.assertServes("1");
    assertEquals(dry.steps("changed"), rollback.steps("changed"), rollback::toString);
    assertFalse(rollback.steps("changed").contains("start"), rollback::toString);
    assertEquals("1", rollback.recap().getString("version"));
    assertEquals("2", rollback.recap().getString("previous"));
    assertEquals(first, server.pid("2.yml", "blue"));
    assertEquals(second, server.pid("2.yml", "green"));

    Snapshot before = server.snapshot();
    server
        .run("rollback", "2.yml")
        .expect(1)
        .says("there is no version that served before the one that serves now");
    before.assertSameAs(server.snapshot(), "a rollback that is not possible");
    server.assertServes("1");
  }

  @Test
  @DisplayName("goes to the version or digest that is named, and names those there are otherwise")
  void toTheOneNamed() {
    String digest = deploy("1").events("begin").get(0).getString("digest");
    deploy("2");
    deploy("3");

    server.run("rollback", "--to", "1", "3.yml").expect(0);
    server.assertServes("1");
    server.run("rollback", "--to", "3", "3.yml").expect(0);
    server.assertServes("3");
    server.run("rollback", "--to", digest.substring(0, 12), "3.yml").expect(0);
    server.assertServes("1");

    Snapshot before = server.snapshot();
    server
        .run("rollback", "--to", "7", "3.yml")
        .expect(1)
        .says("--to 7: no such release is stored; there are: ")
        .says("1 (" + digest.substring(0, 12) + ")")
        .matches("\\b2 \\([0-9a-f]{12}\\)")
        .matches("\\b3 \\([0-9a-f]{12}\\)");
    before.assertSameAs(server.snapshot(), "a rollback to an unknown version");
  }

  @Test
  @DisplayName("starts the stored release where there is no standby and the jar is gone")
  void withoutStandbyAndJar() throws IOException {
    for (String version : new String[] {"1", "2"}) {
      Path jar = server.folder().resolve(version + ".jar");
      Files.copy(LightJar.version(version), jar);
      server
          .light(version)
          .app("jar", version + ".jar")
          .rollout("standby", "stop")
          .write(version + ".yml");
      server.deploy(version + ".yml");
      Files.delete(jar);
    }
    assertEquals(0, server.pid("2.yml", "blue"), "the old version was to be stopped");

    Run rollback = server.run("rollback", "--output", "json", "2.yml").expect(0);
    assertTrue(rollback.steps("changed").contains("start"), rollback::toString);
    server.assertServes("1");
    assertEquals(0, server.pid("2.yml", "green"), "the new version was to be stopped");
  }

  @Test
  @DisplayName("over a migration that drops what the old version may need goes only with --yes")
  void overAMigration() throws IOException {
    deploy("1");
    Path jar = Files.copy(LightJar.version("2"), server.folder().resolve("2.jar"));
    try (FileSystem zip = FileSystems.newFileSystem(jar)) {
      Path folder = Files.createDirectories(zip.getPath("db/migration"));
      Files.writeString(folder.resolve("V7__tidy.sql"), "ALTER TABLE orders DROP COLUMN note;");
    }
    server.light("2").app("jar", "2.jar").write("2.yml");
    server.run("--dry-run", "2.yml").expect(0).says("  migrations: +V7__tidy.sql");
    server.deploy("2.yml");
    server.assertServes("2");

    server
        .run("rollback", "2.yml")
        .expect(1)
        .says("V7__tidy.sql drops column orders.note, which 1 may need")
        .says("add --yes");
    server.assertServes("2");
    server
        .run("rollback", "--yes", "2.yml")
        .expect(0)
        .says("V7__tidy.sql drops column orders.note");
    server.assertServes("1");
    server.run("history", "-v", "2.yml").expect(0).says("    migrations: -V7__tidy.sql");
  }

  @Test
  @DisplayName("is also a deployment of the old playbook: the standby serves again as it runs")
  void byDeployingTheOldOne() {
    deploy("1");
    deploy("2");
    long first = server.pid("1.yml", "blue");

    Run again = deploy("1");
    assertFalse(again.steps("changed").contains("start"), again::toString);
    server.assertServes("1");
    assertEquals(first, server.pid("1.yml", "blue"));
  }

  @Test
  @DisplayName("to the standby needs no configuration that nginx likes, no history and no secrets")
  void whateverIsBroken() throws IOException {
    server.write("secrets.env", "DB_PASSWORD=hunter2\n");
    for (String version : new String[] {"1", "2"}) {
      server.light(version).app("env_file", "secrets.env").write(version + ".yml");
      server.deploy(version + ".yml");
    }
    Files.delete(server.folder().resolve("secrets.env"));
    Files.delete(server.folder().resolve("app/history.jsonl"));
    Files.createDirectory(server.folder().resolve("app/history.jsonl"));
    String conf = server.read("nginx/nginx.conf");
    server.write("nginx/nginx.conf", conf + "\nbroken;\n");
    String site = server.read("nginx/site.conf");
    server
        .light("2")
        .app("env_file", "secrets.env")
        .nginx("location", "add_header X-Site new;")
        .write("2.yml");
    server.run("2.yml").expect(1);
    server.assertServes("2");

    Run back = server.run("rollback", "2.yml").expect(0);
    server.assertServes("1");
    back.says("cannot write ").says("history.jsonl");
    assertEquals(site, server.read("nginx/site.conf"));
    server.run("rollback", "--to", "2", "2.yml").expect(0);
    server.assertServes("2");
  }

  @Test
  @DisplayName("of three versions leads to the one before each time")
  void again() {
    deploy("1");
    deploy("2");
    deploy("3");
    server.run("rollback", "3.yml").expect(0);
    server.assertServes("2");
    server.run("rollback", "3.yml").expect(0);
    server.assertServes("1");
  }

  @Test
  @DisplayName("of settings alone goes to the process that has those before, then to the version")
  void settings() {
    deploy("1");
    server.light("2").app("java_opts", "[-Xmx60m]").write("2.yml");
    server.deploy("2.yml");
    server.light("2").app("java_opts", "[-Xmx61m]").write("other.yml");
    server.deploy("other.yml");
    server.assertServes("2");
    long before = server.pid("2.yml", "green");
    server.run("rollback", "--dry-run", "other.yml").expect(0).says("blue -> green");
    server.run("rollback", "other.yml").expect(0).says("blue -> green");
    assertEquals(before, server.pid("2.yml", "green"));
    server.run("verify", "2.yml").expect(0);
    server.run("rollback", "other.yml").expect(0);
    server.assertServes("1");
  }

  @Test
  @DisplayName("where nothing was ever deployed touches nothing")
  void ofNothing() {
    server.light("1").write("1.yml");
    Snapshot before = server.snapshot();
    server
        .run("rollback", "1.yml")
        .expect(1)
        .says("nothing has been deployed yet; java -jar ")
        .never("stored are");
    before.assertSameAs(server.snapshot(), "a rollback of nothing");
  }
}
