package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.plan.Done;
import bluegreen.plan.Status;
import bluegreen.run.StubApp.Reply;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A task")
class TaskRunnerTest extends TaskBed {
  @Nested
  @DisplayName("that runs a command")
  class Commands {
    @Test
    @DisplayName("changes something, and is told which version and slot it is about")
    void environment() throws Exception {
      tasks(
          "{ name: t, shell: \"env | grep -E '^(BLUEGREEN_|COLOUR|OWN)' | sort > told; pwd > dir\","
              + " environment: { OWN: \"{{ version }}\" } }");
      assertEquals(Done.as(Status.CHANGED, ""), run(0));
      assertEquals(
          List.of(
              "BLUEGREEN_ACTION=deploy",
              "BLUEGREEN_APP=shop",
              "BLUEGREEN_HOST=127.0.0.1",
              "BLUEGREEN_PORT=" + bench.green.port(),
              "BLUEGREEN_RELEASE=" + bench.dir.releases().resolve("r2"),
              "BLUEGREEN_SLOT=green",
              "BLUEGREEN_VERSION=2",
              "COLOUR=green",
              "OWN=2"),
          written("told").replace("/app\n", "\n").lines().toList());
      assertEquals(folder.toRealPath() + "\n", written("dir"));
    }

    @Test
    @DisplayName("fails by its exit status, with its last lines below")
    void fails() throws Exception {
      tasks("{ name: t, shell: \"seq 30 >&2; exit 7\" }");
      StepFailure failure = failure(0);
      assertEquals("exit status 7", failure.getMessage());
      assertEquals(20, failure.note().lines().count());
      assertTrue(failure.note().startsWith("11") && failure.note().endsWith("30"));
    }

    @Test
    @DisplayName("is run word by word without a shell")
    void words() throws Exception {
      tasks(
          "{ name: t, command: [touch, \"a b {{ slot }}\"] }", "{ name: u, command: [/no/such] }");
      run(0);
      assertTrue(Files.exists(folder.resolve("a b green")));
      assertEquals("/no/such: there is no such program", failure(1).getMessage());
      assertEquals("", failure(1).note());
    }

    @Test
    @DisplayName("sees the app's env file")
    void envFile() throws Exception {
      Files.writeString(folder.resolve("app.env"), "FROM_FILE=yes\n");
      bench =
          new Bench(
              folder,
              "app: { name: shop, command: [./serve, \"{{ port }}\"], dir: app, env_file: app.env"
                  + " }",
              "hooks:\n  before_switch:\n  - { name: t, shell: \"echo $FROM_FILE > told\" }");
      run(0);
      assertEquals("yes\n", written("told"));
    }

    @Test
    @DisplayName("ends when its time is up")
    void timeout() throws Exception {
      tasks("{ name: t, shell: \"sleep 60\", timeout: 300ms }");
      assertTrue(failure(0).getMessage().contains(" did not end within 0.3s"));
    }
  }

  @Nested
  @DisplayName("that asks something")
  class Uris {
    @Test
    @DisplayName("changes nothing, and says what was answered")
    void asks() throws Exception {
      tasks(
          uri(
              ", method: POST, headers: { Host: \"{{ slot }}.example\" }, body: \"v{{ version }}\""
                  + " }"));
      Done done = run(0);
      String url = "http://127.0.0.1:" + bench.green.port() + "/x";
      assertEquals(Done.as(Status.OK, url + ": 200"), done);
      assertEquals(List.of("POST /x green.example"), bench.green.asked);
      assertEquals(List.of("v2"), bench.green.bodies);
    }

    @Test
    @DisplayName("fails by another status, with the answer below")
    void status() throws Exception {
      tasks(uri(", status: [200, 201] }"));
      bench.green.reply = Reply.of(201, "");
      run(0);
      bench.green.reply = Reply.of(202, "soon");
      StepFailure failure = failure(0);
      assertTrue(failure.getMessage().endsWith("/x: 202"), failure.getMessage());
      assertEquals("soon", failure.note());
    }

    @Test
    @DisplayName("fails where the answer does not contain what it has to")
    void contains() throws Exception {
      tasks(uri(", contains: \"version {{ version }}\" }"));
      bench.green.reply = Reply.of(200, "version 2");
      run(0);
      bench.green.reply = Reply.of(200, "version 1");
      assertTrue(failure(0).getMessage().endsWith("/x: 200, but without version 2"));
      bench.green.close();
      assertTrue(failure(0).getMessage().endsWith("/x: connection refused"));
    }
  }

  @Nested
  @DisplayName("is run")
  class Conditions {
    @Test
    @DisplayName("only if its condition holds")
    void when() throws Exception {
      tasks(
          "{ name: t, shell: \"touch a\", when: \"slot == 'blue'\", register: first }",
          "{ name: u, shell: \"touch b\", when: \"first.skipped and slot == 'green'\" }");
      assertEquals(Done.as(Status.SKIPPED, "its condition is false"), run(0));
      assertFalse(Files.exists(folder.resolve("a")));
      assertEquals(Status.CHANGED, run(1).status().orElseThrow());
      assertTrue(Files.exists(folder.resolve("b")));
    }

    @Test
    @DisplayName("only if what it creates is not there")
    void creates() throws Exception {
      tasks(
          "{ name: t, shell: \"echo x >> a-green\", creates: \"a-{{ slot }}\", register: made }",
          "{ name: u, shell: \"touch b\", when: \"made.skipped\" }");
      assertEquals(Status.CHANGED, run(0).status().orElseThrow());
      assertEquals(Status.SKIPPED, run(1).status().orElseThrow());
      assertEquals(Done.as(Status.SKIPPED, "a-green exists"), run(0));
      assertEquals("x\n", written("a-green"));
      assertEquals(Status.CHANGED, run(1).status().orElseThrow());
    }

    @Test
    @DisplayName("again if it fails, as often as it says and with the pause that it says")
    void retries() throws Exception {
      tasks(
          "{ name: t, shell: \"echo x >> tries; [ $(wc -l < tries) = 3 ]\", retries: 5, delay: 7s"
              + " }",
          "{ name: u, shell: \"echo x >> more; exit 1\", retries: 2, delay: 1s }");
      run(0);
      assertEquals("x\nx\nx\n", written("tries"));
      assertEquals(Duration.ofSeconds(14), bench.time.passed());
      assertEquals("exit status 1", failure(1).getMessage());
      assertEquals("x\nx\nx\n", written("more"));
    }

    @Test
    @DisplayName("once if it succeeds")
    void noRetry() throws Exception {
      tasks("{ name: t, shell: \"echo x >> tries\", retries: 5, delay: 7s }");
      run(0);
      assertEquals("x\n", written("tries"));
      assertEquals(Duration.ZERO, bench.time.passed());
    }

    @Test
    @DisplayName("and may fail where its errors are ignored")
    void ignored() throws Exception {
      tasks("{ name: t, shell: \"exit 1\", ignore_errors: true }");
      assertEquals(Done.as(Status.OK, "exit status 1 (ignored)"), run(0));
    }

    @Test
    @DisplayName("with the results of those before it, and those that have not run are skipped")
    void register() throws Exception {
      tasks(
          "{ name: t, shell: \"echo out; echo err >&2; exit 3\", ignore_errors: true, register: a"
              + " }",
          "{ name: u, shell: \"echo '{{ a.rc }} {{ a.stdout | trim }} {{ a.stderr | trim }}"
              + " {{ a.failed }} {{ a.skipped }}' > told\" }",
          "{ name: v, uri: { url: \"http://127.0.0.1:{{ port }}/x\" }, register: b }",
          "{ name: w, shell: \"echo '{{ b.rc }} {{ b.status }} {{ b.body }} {{ b.failed }}' >"
              + " told\" }");
      run(1);
      assertEquals("0   false true\n", written("told"));
      run(0);
      run(1);
      assertEquals("3 out err true false\n", written("told"));
      run(2);
      run(3);
      assertEquals("0 200 ok false\n", written("told"));
      bench.green.reply = Reply.of(500, "no");
      failure(2);
      run(3);
      assertEquals("1 500 no true\n", written("told"));
    }

    @Test
    @DisplayName("not where something in it cannot be filled in, and so it is said")
    void unfillable() throws Exception {
      tasks(
          "{ name: u, shell: \"true\", register: a }",
          "{ name: t, shell: \"touch a{{ 1 / a.status }}\" }");
      String message = failure(1).getMessage();
      assertFalse(message.isBlank());
      assertFalse(message.contains("no_log"), message);
    }
  }
}
