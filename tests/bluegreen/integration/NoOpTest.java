package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Snapshot;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("The same playbook and artifact again")
class NoOpTest {
  private static final String PLAYBOOK = "playbook.yml";
  private final PrivateServer server = PrivateServer.create();

  @BeforeAll
  void deploy() {
    server.light("1").hook("before_switch", "- shell: echo again >> hook.log").write(PLAYBOOK);
    server.run("--output", "json", "--detailed-exitcode", PLAYBOOK).expect(10);
  }

  @AfterAll
  void close() {
    server.close();
  }

  @Test
  @DisplayName("changes nothing: every step is ok, no file is touched, no process is another one")
  void changesNothing() {
    Snapshot before = server.snapshot();
    Run run = server.deploy(PLAYBOOK);
    before.assertSameAs(server.snapshot(), "a run with nothing to do");

    assertEquals(run.steps(), run.steps("ok"), run::toString);
    assertEquals(0, run.recap().getInt("changed"));
    assertEquals(11, run.recap().getInt("ok"));
    server.assertServes("1");
  }

  @Test
  @DisplayName("exits with 0, with --detailed-exitcode too, and a dry run of it as well")
  void exitsWithZero() {
    server.run("--detailed-exitcode", PLAYBOOK).expect(0);
    server.run("--dry-run", "--detailed-exitcode", PLAYBOOK).expect(0).says("nothing was touched");
    server.run("-e", "unused=1", "--detailed-exitcode", PLAYBOOK).expect(0);
  }

  @Test
  @DisplayName("is told in every output as what it is")
  void isTold() {
    server.run(PLAYBOOK).expect(0).matches("(?m)^RECAP shop: ok=11 changed=0 skipped=0 failed=0 ");
    Run dry = server.run("--output", "json", "-n", PLAYBOOK).expect(0);
    assertEquals(List.of(), dry.steps("changed"));
  }

  @Test
  @DisplayName(
      "is one, too, where only health settings have changed: nothing is restarted for them")
  void healthSettings() {
    server
        .light("1")
        .hook("before_switch", "- shell: echo again >> hook.log")
        .health("timeout", "80s")
        .health("successes", "3")
        .health("headers", "{ Host: shop.example.com }")
        .write("patient.yml");
    Snapshot before = server.snapshot();
    assertEquals(0, server.deploy("patient.yml").recap().getInt("changed"));
    before.assertSameAs(server.snapshot(), "a run with other health settings");
  }
}
