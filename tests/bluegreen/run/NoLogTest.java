package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bluegreen.plan.Done;
import bluegreen.plan.Status;
import bluegreen.run.StubApp.Reply;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A task with no_log never shows")
class NoLogTest extends TaskBed {
  private void isHidden(StepFailure failure) {
    String all = failure.getMessage() + failure.note() + String.join("\n", bench.heard.all);
    assertFalse(all.contains(SECRET), all);
  }

  @Test
  @DisplayName("what it has written, though it fails")
  void output() throws Exception {
    tasks(
        "{ name: t, shell: \"echo " + SECRET + "; exit 3\", no_log: true }",
        "{ name: u, command: [sh, -c, \"echo " + SECRET + "; exit 3\"], no_log: true }");
    for (int i = 0; i < 2; i++) {
      StepFailure failure = failure(i);
      assertEquals("exit status 3", failure.getMessage());
      assertEquals("", failure.note());
      isHidden(failure);
    }
  }

  @Test
  @DisplayName("its script, not even in the list of processes")
  void script() throws Exception {
    tasks(
        "{ name: t, shell: \"tr '\\\\0' ' ' < /proc/$$/cmdline > told #"
            + SECRET
            + "\", no_log: true }");
    run(0);
    assertEquals("/bin/sh -c eval \"$BLUEGREEN_SCRIPT\" ", written("told"));
    assertEquals(List.of(), bench.heard.all);
  }

  @Test
  @DisplayName("the program that cannot be run, and does say that it took too long")
  void notRun() throws Exception {
    tasks(
        "{ name: t, command: [/no/" + SECRET + "], no_log: true }",
        "{ name: u, command: [sh, -c, sleep 60, " + SECRET + "], timeout: 300ms, no_log: true }");
    assertEquals("it cannot be run (no_log)", failure(0).getMessage());
    StepFailure late = failure(1);
    assertEquals("the command did not end within 0.3s", late.getMessage());
    isHidden(late);
  }

  @Test
  @DisplayName("the address that it asks, nor what was answered")
  void uri() throws Exception {
    tasks(
        "{ name: t, uri: { url: \"http://127.0.0.1:{{ port }}/"
            + SECRET
            + "\", contains: "
            + SECRET
            + " }, no_log: true }");
    bench.green.reply = Reply.of(500, SECRET);
    StepFailure wrong = failure(0);
    assertEquals("500", wrong.getMessage());
    isHidden(wrong);
    bench.green.reply = Reply.of(200, "duck");
    StepFailure without = failure(0);
    assertEquals("200, but without what it must contain", without.getMessage());
    isHidden(without);
    bench.green.close();
    StepFailure nobody = failure(0);
    assertEquals("no answer (no_log)", nobody.getMessage());
    isHidden(nobody);
  }

  @Test
  @DisplayName("the address of somebody who does not answer in time, and does say that")
  void slowUri() throws Exception {
    tasks(
        "{ name: t, uri: { url: \"http://127.0.0.1:{{ port }}/"
            + SECRET
            + "\" }, timeout: 300ms, no_log: true }");
    bench.green.reply = Reply.never();
    StepFailure late = failure(0);
    assertEquals("no answer within 0.3s", late.getMessage());
    isHidden(late);
  }

  @Test
  @DisplayName("what it creates, or what cannot be filled in")
  void names() throws Exception {
    Files.createFile(folder.resolve(SECRET));
    tasks(
        "{ name: t, shell: \"exit 1\", creates: " + SECRET + ", no_log: true }",
        "{ name: v, shell: \"true\", register: a }",
        "{ name: u, shell: \"" + SECRET + " {{ 1 / a.status }}\", no_log: true }");
    assertEquals(Done.as(Status.SKIPPED, "what it creates exists"), run(0));
    assertEquals("something in it cannot be filled in (no_log)", failure(2).getMessage());
  }

  @Test
  @DisplayName("what it has left for others, wherever that turns up")
  void registered() throws Exception {
    tasks(
        "{ name: t, shell: \"echo "
            + SECRET
            + "; echo err-of-ducks >&2\", no_log: true, register: a }",
        "{ name: u, uri: { url: \"http://127.0.0.1:{{ port }}/x\" }, no_log: true, register: b }",
        "{ name: v, shell: \"echo in-the-open\", register: c }");
    bench.green.reply = Reply.of(200, "body-of-ducks");
    run(0);
    run(1);
    run(2);
    assertEquals(
        "******** ******** ******** in-the-open",
        bench.veil.hide(SECRET + " err-of-ducks body-of-ducks in-the-open"));
  }
}
