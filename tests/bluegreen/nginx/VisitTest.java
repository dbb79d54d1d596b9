package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A visitor's request, as nginx has written it down")
class VisitTest {
  private static Visit visit(String line) {
    return Visit.of(line).orElseThrow();
  }

  @Test
  @DisplayName("tells when it ended, who answered, and how long that took")
  void answered() {
    Visit visit = visit("1772366400.250||200|OK|127.0.0.1:8081|200|0.012|0.008|5|5");
    assertEquals(1_772_366_400_250L, visit.at());
    assertEquals(List.of(new Visit.Attempt("127.0.0.1:8081", true, 0.008)), visit.attempts());
    assertEquals(Optional.of(8.0), visit.waited());
    assertEquals(Optional.empty(), visit.loss());
    assertFalse(visit.own() || visit.error() || visit.stoodIn() || visit.abandoned());
  }

  @Test
  @DisplayName("is a question of the deployer's where that is said")
  void own() {
    assertTrue(visit("1.000|own|200|OK|127.0.0.1:8081|200|0.0|0.0|5|5").own());
  }

  @Test
  @DisplayName("whose body was taken in first was asked of nobody for that")
  void body() {
    Visit visit =
        visit("1.000||200|OK|bg_nobody : [::1]:8082|502 : 200|0.000 : 0.5|- : 0.4|0 : 7|7");
    assertEquals(List.of(new Visit.Attempt("[::1]:8082", true, 0.4)), visit.attempts());
    assertEquals(7, visit.received());
    assertFalse(visit.stoodIn());
  }

  @Test
  @DisplayName("may have been answered by the standby, after a wait that counts")
  void standby() {
    Visit visit =
        visit(
            "1.000||200|OK|127.0.0.1:8081 : 127.0.0.1:8082|504 : 200|5.000 : 0.5|- : 0.4|0 : 7|7");
    assertTrue(visit.stoodIn());
    assertEquals(Optional.of(5400.0), visit.waited());
    assertEquals(Optional.empty(), visit.loss());
  }

  @ParameterizedTest
  @DisplayName("is lost where nobody has answered, or an answer of a known length broke off")
  @CsvSource({
    "502|OK|127.0.0.1:8081|502|0.000|-|0|-, '502, no answer from 127.0.0.1:8081'",
    "504|OK|127.0.0.1:8081 : 127.0.0.1:8082|504 : 502|5.000 : 0.0|- : -|0 : 0|-,"
        + " '504, no answer from 127.0.0.1:8082'",
    "444||127.0.0.1:8081|502|0.000|-|0|-, '444, no answer from 127.0.0.1:8081'",
    "200|OK|127.0.0.1:8081|200|0.010|0.002|10|100,"
        + " answer of 127.0.0.1:8081 broken off after 10 of 100 bytes"
  })
  void lost(String rest, String why) {
    Visit visit = visit("1.000||" + rest);
    assertEquals(Optional.of(why), visit.loss());
    assertFalse(visit.error(), "a lost one is not counted twice");
  }

  @ParameterizedTest
  @DisplayName("is not lost where it went to its end, or that was the visitor's own doing")
  @ValueSource(
      strings = {
        "499||127.0.0.1:8081|-|0.010|-|0|-",
        "200||127.0.0.1:8081|200|0.010|0.002|10|-",
        "200||127.0.0.1:8081|200|0.010|0.002|10|100",
        "200||127.0.0.1:8081|200|0.010|0.002|100|100",
        "404|OK|-|-|-|-|-|-",
        "200|OK|127.0.0.1:8081|200|0.010|0.002|0|100",
        "502|OK|127.0.0.1:8081|502|0.010|0.002|3|3"
      })
  void kept(String rest) {
    assertEquals(Optional.empty(), visit("1.000||" + rest).loss());
  }

  @Test
  @DisplayName("is an error where the app says so, or nginx for all that the playbook says")
  void error() {
    assertTrue(visit("1.000||502|OK|127.0.0.1:8081|502|0.010|0.002|3|3").error());
    assertTrue(visit("1.000||503|OK|-|-|-|-|-|-").error());
    assertFalse(visit("1.000||404|OK|127.0.0.1:8081|404|0.010|0.002|3|3").error());
  }

  @Test
  @DisplayName("that has become a connection of its own is none whose time would tell anything")
  void upgraded() {
    Visit visit = visit("1.000||101|OK|127.0.0.1:8081|101|3600.0|0.002|3|-");
    assertEquals(Optional.empty(), visit.waited());
    assertEquals(Optional.empty(), visit.loss());
  }

  @ParameterizedTest
  @DisplayName("is nothing where its line was cut off, or is none")
  @ValueSource(
      strings = {
        "NaN||200|OK|127.0.0.1:8081|200|0.001|0.001|5|5",
        "1e300||200|OK|127.0.0.1:8081|200|0.001|0.001|5|5",
        "1.000||200|OK|127.0.0.1:8081|200|0.001|-1|5|5",
        "",
        "1772366400.2",
        "1.0||2x0|OK|a|200|0.0|0.0|5|5",
        "x|||||||||"
      })
  void broken(String line) {
    assertEquals(Optional.empty(), Visit.of(line));
  }

  @Test
  @DisplayName("may promise whatever an app likes to write there")
  void promised() {
    assertEquals(-1, visit("1.000||200|OK|127.0.0.1:8081|200|0.0|0.0|5|5|6").promised());
    assertEquals(-1, visit("1.000||200|OK|127.0.0.1:8081|200|0.0|0.0|5|5, 99").promised());
    assertEquals(-1, visit("1.000||200|OK|127.0.0.1:8081|200|0.0|0.0|, |5").received());
    assertEquals(List.of(), visit("1.000||502|OK|\u001b[2J|502|0.0|-|0|-").attempts());
    assertEquals(-1, visit("1.000||200|OK|127.0.0.1:8081|200|0.0|0.0|5|\\x22a").promised());
  }
}
