package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.observe.HealthCheck.Finding;
import bluegreen.observe.HealthCheck.Kind;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a wait for health has found")
class HealthTallyTest {
  private final HealthTally tally = new HealthTally("URL");
  private int second;

  private void add(Kind kind, String answer, int millis) {
    tally.add(new Finding(kind, answer, Duration.ofMillis(millis)), Duration.ofSeconds(++second));
  }

  private void healthy(int millis) {
    add(Kind.HEALTHY, "200", millis);
  }

  private void says(String expected) {
    assertEquals(expected, tally.diagnosis());
  }

  @Test
  @DisplayName("counts the healthy answers since the last that was not, and when the first came")
  void counts() {
    assertEquals(Duration.ZERO, tally.firstHealthy());
    add(Kind.UNREACHABLE, "refused", 1);
    assertEquals(0, tally.inARow());
    healthy(1);
    healthy(1);
    assertEquals(2, tally.inARow());
    add(Kind.WRONG_STATUS, "503", 1);
    assertEquals(0, tally.inARow());
    healthy(1);
    assertEquals(1, tally.inARow());
    assertEquals(Duration.ofSeconds(2), tally.firstHealthy());
  }

  @Test
  @DisplayName("is nothing where there was no time to ask")
  void nothing() {
    says("URL: there was no time to ask");
  }

  @Test
  @DisplayName("is the last answer where none was healthy")
  void last() {
    add(Kind.UNREACHABLE, "refused", 1);
    add(Kind.WRONG_STATUS, "503", 1000);
    says("URL: 503");
    add(Kind.WRONG_STATUS, "503", 1100);
    says("URL: 503, after 1.1s");
    add(Kind.REDIRECT, "302", 1);
    says(
        "URL: 302: redirects are not followed; is it a login page? health.url needs a path that"
            + " answers by itself");
    add(Kind.SILENT, "none", 5000);
    says("URL: it accepts connections but does not answer within 5.0s");
  }

  @Test
  @DisplayName("is that it flaps where bad answers came after a good one")
  void flaps() {
    add(Kind.UNREACHABLE, "refused", 1);
    healthy(1);
    add(Kind.WRONG_STATUS, "503", 1);
    healthy(1);
    says("URL flaps: healthy 2 times, unhealthy 1 time since the first; at last: 503");
  }

  @Test
  @DisplayName("is that it is slow, or late, where all answers were good")
  void slow() {
    healthy(1000);
    says(
        "URL answers slowly, or too late: 1 healthy answer; see health.timeout and"
            + " health.successes");
    healthy(2500);
    healthy(1500);
    says(
        "URL answers slowly, or too late: 3 healthy answers, which took up to 2.5s; see"
            + " health.timeout and health.successes");
  }

  @Test
  @DisplayName("is not changed by a last check that the end of the wait has cut short")
  void cutShort() {
    add(Kind.WRONG_STATUS, "503", 1);
    add(Kind.SILENT, "none", 4999);
    says("URL: 503");
    add(Kind.SILENT, "none", 5000);
    says("URL: it accepts connections but does not answer within 5.0s");
  }

  @Test
  @DisplayName("is changed by a short silence after nobody was there, and where it is all there is")
  void shortSilence() {
    add(Kind.SILENT, "none", 300);
    says("URL: it accepts connections but does not answer within 0.3s");
    add(Kind.UNREACHABLE, "refused", 1);
    says("URL: refused");
    add(Kind.SILENT, "none", 200);
    says("URL: it accepts connections but does not answer within 0.2s");
  }

  @Test
  @DisplayName("begins anew to count after a check that was cut short")
  void cutShortInARow() {
    healthy(1);
    add(Kind.SILENT, "none", 100);
    assertEquals(0, tally.inARow());
  }
}
