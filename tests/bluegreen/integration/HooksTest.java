package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Draft;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("Hooks")
class HooksTest {
  private static final String PLAYBOOK = "playbook.yml";

  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  private Draft before(String tasks) {
    return server.light("1").hook("before_switch", tasks);
  }

  @Test
  @DisplayName(
      "run at their places among the steps, each once, and not where nothing is to be done")
  void order() {
    Draft draft = server.light("1");
    for (String hook : List.of("before_start", "before_switch", "after_switch", "on_failure")) {
      draft.hook(hook, "- { name: note, shell: \"echo " + hook + " {{ slot }} >> order.log\" }");
    }
    draft.write(PLAYBOOK);
    Run run = server.deploy(PLAYBOOK);
    List<String> steps = run.steps();
    assertEquals(
        List.of("stop-idle", "before_start: note", "start", "health", "before_switch: note"),
        steps.subList(3, 8));
    assertEquals(List.of("switch", "verify", "after_switch: note", "drain"), steps.subList(8, 12));
    String once = "before_start blue\nbefore_switch blue\nafter_switch blue\n";
    assertEquals(once, server.read("order.log"));

    assertEquals(0, server.deploy(PLAYBOOK).recap().getInt("changed"));
    assertEquals(once, server.read("order.log"), "after a run with nothing to do");
  }

  @Test
  @DisplayName("run commands without a shell, in the playbook's folder, with names filled in")
  void commandsAndTemplates() {
    server.write("write.sh", "#!/bin/sh\nprintf '%s|' \"$@\" > args; pwd > folder; env > env\n");
    assertTrue(server.folder().resolve("write.sh").toFile().setExecutable(true));
    before(
            """
            - command: [./write.sh, "{{ version }}", "{{ slot }}", "{{ port }}", "{{ app.name }}",
                "{{ vars.who }}", "{{ env.GREETING }}", "$HOME;", "{{ release }}"]
              environment: { EXTRA: "on {{ slot }}" }
            """)
        .var("who", "me")
        .write(PLAYBOOK);
    server.deployer().env("GREETING", "hello").run("-e", "who=you", PLAYBOOK).expect(0);

    String[] args = server.read("args").split("\\|");
    String port = String.valueOf(server.port("blue"));
    assertEquals(
        List.of("1", "blue", port, "shop", "you", "hello", "$HOME;"), List.of(args).subList(0, 7));
    assertTrue(args[7].startsWith(server.folder() + "/app/releases/1-"), args[7]);
    assertEquals(server.folder() + "\n", server.read("folder"));
    List<String> env = server.read("env").lines().toList();
    assertTrue(env.contains("EXTRA=on blue") && env.contains("BLUEGREEN_SLOT=blue"), env::toString);
  }

  @Test
  @DisplayName("are skipped where their condition is false or what they create is there")
  void conditions() {
    before(
            """
            - { name: "yes", shell: "echo x >> ran", when: "slot == 'blue'" }
            - { name: "no", shell: "echo x >> ran", when: "slot == 'green'" }
            - { name: made, shell: "echo x >> made", creates: made }
            - { name: made again, shell: "echo x >> made", creates: made }
            """)
        .write(PLAYBOOK);
    Run run = server.deploy(PLAYBOOK);
    assertEquals(
        List.of("before_switch: no", "before_switch: made again"),
        run.steps("skipped"),
        run::toString);
    assertEquals(2, run.recap().getInt("skipped"));
    assertEquals("x\n", server.read("ran"));
    assertEquals("x\n", server.read("made"));
  }

  @Test
  @DisplayName("hand their results on: what was said, how it ended, what was answered")
  void registered() {
    before(
            """
            - { shell: "echo out; echo err >&2; exit 3", register: first, ignore_errors: true }
            - { uri: { url: "http://127.0.0.1:{{ port }}/version" }, register: asked }
            - { shell: "echo never", when: "first.rc == 0", register: skipped }
            - shell: >
                echo "{{ first.rc }} {{ first.stdout }} {{ first.stderr }} {{ first.failed }}
                {{ asked.status }} {{ asked.body }} {{ skipped.skipped }}" > told
              when: first.failed
            """)
        .write(PLAYBOOK);
    Run run = server.deploy(PLAYBOOK);
    assertEquals("3 out err true 200 1 true", server.read("told").strip().replaceAll("\\s+", " "));
    assertEquals(1, run.recap().getInt("skipped"), run::toString);
    run.says("exit status 3 (ignored)");
  }

  @Test
  @DisplayName("are tried again as often as they may, and no more")
  void retries() {
    String count = "echo x >> tries; test $(wc -l < tries) -ge ";
    before("- { shell: \"" + count + "3\", retries: 5, delay: 10ms }").write(PLAYBOOK);
    server.deploy(PLAYBOOK);
    assertEquals(3, server.read("tries").lines().count());

    server
        .light("2")
        .hook("before_start", "- { shell: \"" + count + "9\", retries: 2, delay: 10ms }")
        .write(PLAYBOOK);
    server.run(PLAYBOOK).expect(1).says("exit status 1");
    assertEquals(6, server.read("tries").lines().count());
    server.assertServes("1");
  }

  @Test
  @DisplayName("that take too long are ended, with all that they have started")
  void timeout() {
    before("- { name: dawdle, shell: \"echo begun; sleep 61.5 & sleep 62.5\", timeout: 500ms }")
        .write(PLAYBOOK);
    long began = System.nanoTime();
    server.run(PLAYBOOK).expect(1).says("did not end within 0.5s").says("begun");
    long seconds = (System.nanoTime() - began) / 1_000_000_000;
    assertTrue(seconds < 60, "waited for what was to be ended: " + seconds + " s");
    assertEquals(
        List.of(), server.processes().stream().filter(p -> p.startsWith("sleep 6")).toList());
  }

  @Test
  @DisplayName("ask for addresses with a method, headers and a body, and fail for a wrong answer")
  void uris() {
    before(
            """
            - uri:
                url: "http://127.0.0.1:{{ port }}/echo"
                method: POST
                headers: { X-From: "{{ app.name }}" }
                body: "text of {{ version }}"
                contains: "POST shop text of 1"
            - { uri: { url: "http://127.0.0.1:{{ port }}/none", status: [404, 410] } }
            """)
        .write(PLAYBOOK);
    Run run = server.deploy(PLAYBOOK);
    assertFalse(run.steps("changed").stream().anyMatch(s -> s.startsWith("before_")), "they look");

    server
        .light("2")
        .hook("before_switch", "- uri: { url: \"http://127.0.0.1:{{ port }}/none\" }")
        .write(PLAYBOOK);
    server.run(PLAYBOOK).expect(1).says("/none: 404");
    assertTrue(Files.exists(server.folder().resolve("app")));
    server.assertServes("1");
  }
}
