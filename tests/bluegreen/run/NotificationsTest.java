package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.plan.Action.RunTask;
import bluegreen.plan.Status;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Task;
import com.grack.nanojson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The notifications in")
class NotificationsTest {
  private static final Pattern RECIPES =
      Pattern.compile("(?s)```yaml\n(hooks:\n  on_success:.*?)```");

  @TempDir Path folder;
  private StubApp service;
  private Bench bench;

  @AfterEach
  void close() {
    service.close();
    bench.close();
  }

  /** With the services played by ours, and sendmail by a program that keeps what it gets. */
  private void recipes(String document, boolean known) throws Exception {
    Matcher recipes = RECIPES.matcher(Files.readString(Path.of(document)));
    assertTrue(recipes.find(), document);
    service = new StubApp();
    Path mailer = Files.writeString(folder.resolve("sendmail"), "#!/bin/sh\ncat >mail\n");
    Files.setPosixFilePermissions(mailer, PosixFilePermissions.fromString("rwx------"));
    String url = "http://127.0.0.1:" + service.port();
    String webhook = known ? "vars.webhook" : "env.SLACK_WEBHOOK";
    bench =
        new Bench(
            folder,
            "vars: { webhook: \"" + url + "/slack\", token: token, deployment: 42 }",
            recipes
                .group(1)
                .replace("env.SLACK_WEBHOOK", webhook)
                .replace("https://api.github.com", url)
                .replace("env.GITHUB_TOKEN", "vars.token")
                .replace("env.GITHUB_DEPLOYMENT", "vars.deployment")
                .replace("sendmail -t", mailer.toString()));
  }

  private Status run(Task task) throws Exception {
    RunTask action = new RunTask(task, Slot.GREEN, bench.green.endpoint(), bench.release("2"));
    return bench.tasks.run(action).status().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/playbook.md", "docs/ko/playbook.md"})
  @DisplayName("the documents say what they are to say, as JSON and as a mail:")
  void told(String document) throws Exception {
    recipes(document, true);
    bench.tasks.learn("1.5", "1.4", "6.1", "0", "");
    for (Task task : bench.playbook.hooks().onSuccess()) {
      service.reply = StubApp.Reply.of(task.name().startsWith("GitHub") ? 201 : 200, "ok");
      assertTrue(run(task) != Status.SKIPPED, task.name());
    }
    assertEquals(
        List.of("POST /slack", "POST /repos/OWNER/REPO/deployments/42/statuses"),
        service.asked.stream().map(line -> line.replaceFirst(" 127.*", "")).toList());
    assertEquals(
        "shop 1.5 serves, after 6.1 s",
        JsonParser.object().from(service.bodies.get(0)).getString("text"));
    assertEquals("1.5", JsonParser.object().from(service.bodies.get(1)).getString("description"));
    String mail = Files.readString(folder.resolve("mail"));
    assertTrue(mail.contains("Subject: shop 2 serves\n\nbefore: 1.4\n"), mail);
    service.reply = StubApp.Reply.of(200, "ok");
    String failure = "health: \"quoted\", and in two\nlines";
    bench.veil.add(List.of("hunter-of-ducks"));
    bench.tasks.learn("1.5", "1.4", "6.1", "0", failure + ": hunter-of-ducks");
    run(bench.playbook.hooks().onFailure().get(0));
    assertEquals(
        "shop 1.5 failed: " + failure + ": ********",
        JsonParser.object().from(service.bodies.get(2)).getString("text"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/playbook.md", "docs/ko/playbook.md"})
  @DisplayName("the documents need no variable to be there, and are skipped without it:")
  void unknown(String document) throws Exception {
    recipes(document, false);
    bench.tasks.learn("1.5", "1.4", "6.1", "0", "");
    assertEquals(Status.SKIPPED, run(bench.playbook.hooks().onSuccess().get(0)));
    assertEquals(Status.SKIPPED, run(bench.playbook.hooks().onFailure().get(0)));
    assertEquals(List.of(), service.asked);
  }
}
