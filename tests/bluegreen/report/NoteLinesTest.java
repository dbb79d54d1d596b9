package bluegreen.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Secrets;
import bluegreen.plan.Note;
import bluegreen.plan.Status;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The notes of a step")
class NoteLinesTest {
  private static final String SENTENCE =
      "ports 40001, 40002 may be given to an outgoing connection (32768 to 60999), and nothing can"
          + " listen there then; keep them from that, or take lower ones";

  private static final String REMEDY =
      "sysctl -w net.ipv4.ip_local_reserved_ports=40001,40002,40003,40004";

  private static final Step STEP =
      new Step(
          StepName.PREFLIGHT,
          Optional.empty(),
          Status.OK,
          "nothing stands in the way",
          List.of(),
          List.of(new Note(SENTENCE, REMEDY), new Note("nginx warns: hunter2", "")),
          List.of());

  private static final Consumer<Report> DONE =
      r -> r.done(Reports.result(STEP, Status.OK, "nothing stands in the way", 0));

  @Test
  @DisplayName("stand below its row, what mends it in a line of its own, the same in a dry run")
  void below() {
    List<String> expected =
        List.of(
            "    note: " + SENTENCE + ":", "        " + REMEDY, "    note: nginx warns: hunter2");
    assertEquals(expected, Reports.plain(Verbosity.NORMAL, DONE).lines().skip(1).toList());
    assertEquals(
        expected, Reports.plain(Verbosity.NORMAL, r -> r.planned(STEP)).lines().skip(1).toList());
  }

  @Test
  @DisplayName("are not shown to who wants to hear of failures only")
  void quiet() {
    assertEquals("", Reports.plain(Verbosity.QUIET, DONE.andThen(r -> r.planned(STEP))));
  }

  @ParameterizedTest(name = "{0} columns")
  @ValueSource(ints = {20, 40, 80, 120, 300})
  @DisplayName("are broken between words on a terminal, however narrow, and what mends it is not")
  void broken(int width) {
    List<String> lines = NoteLines.of(SENTENCE, REMEDY, width);
    assertEquals("        " + REMEDY, lines.get(lines.size() - 1));
    List<String> sentence = lines.subList(0, lines.size() - 1);
    assertTrue(
        sentence.stream().allMatch(l -> l.length() <= Math.min(width, 100)), lines::toString);
    String joined = String.join(" ", sentence.stream().map(String::strip).toList());
    assertEquals("note: " + SENTENCE + ":", joined);
    assertTrue(sentence.size() <= 1 + 2 * SENTENCE.length() / Math.min(width, 100), "wide enough");
  }

  @Test
  @DisplayName("keep a word that is wider than the terminal whole")
  void longWord() {
    assertEquals(
        List.of("    note: " + "x".repeat(90), "      y"),
        NoteLines.of("x".repeat(90) + " y", "", 80));
  }

  @Test
  @DisplayName(
      "and the row itself are broken between words where a terminal is too narrow for both")
  void narrowRow() {
    Terminal narrow = new Terminal(true, false, 60);
    Step step = Reports.step(StepName.VERIFY, Status.OK, "", List.of());
    String said = "through http://127.0.0.1:8080/: green; healthy 1.0s after the switch";
    assertEquals(
        """
          verify     ok       through http://127.0.0.1:8080/:
                              green; healthy 1.0s after the
                              switch                        0.0s
        """,
        Reports.text(
            Verbosity.NORMAL,
            narrow,
            new Secrets(),
            r -> r.done(Reports.result(step, Status.OK, said, 0))));
    String failed =
        Reports.text(
            Verbosity.NORMAL,
            narrow,
            new Secrets(),
            r -> r.done(Reports.result(step, Status.FAILED, said, 0)));
    assertTrue(failed.contains(said), "a command in it can be copied");
  }

  @Test
  @DisplayName("are a list on the step for programs, with secrets hidden")
  void json() {
    String line = Reports.json(Verbosity.QUIET, Reports.secrets("hunter2"), DONE);
    assertTrue(
        line.contains("\"notes\":[\"" + SENTENCE + ": " + REMEDY + "\",\"nginx warns: ********\"]"),
        line);
  }
}
