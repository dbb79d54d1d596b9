package bluegreen.runner;

import static bluegreen.playbook.Slot.BLUE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.playbook.Endpoint;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What was seen of a place on another host")
class SightTest {
  private static final Endpoint THERE = new Endpoint("10.0.0.11", 8080);

  private static String barrier(boolean accepts, String answer, Endpoint place, boolean ours) {
    UserCommands.Answer said =
        switch (answer) {
          case "runs" -> new UserCommands.Answer(Optional.of(true), "");
          case "none" -> new UserCommands.Answer(Optional.of(false), "");
          case "doubt" -> new UserCommands.Answer(Optional.empty(), "it ended with 255");
          default -> UserCommands.Answer.NONE;
        };
    return new Sight(accepts, said).barrier(BLUE, place, ours).orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    "true, unasked, somebody accepts connections there",
    "true, none, somebody accepts connections there",
    "true, runs, somebody accepts connections there",
    "false, runs, app.start.running ended with 0"
  })
  @DisplayName("is in the way of a start, where it is not ours")
  void inTheWay(boolean accepts, String answer, String what) {
    assertEquals(
        "slots.blue: 10.0.0.11:8080: "
            + what
            + ", and nothing was started there by this playbook; stop it first, or give the slot"
            + " another place",
        barrier(accepts, answer, THERE, false));
    assertEquals("", barrier(accepts, answer, THERE, true));
  }

  @Test
  @DisplayName("is in nobody's way where there is nothing, or the kernel tells whose it is")
  void free() {
    assertEquals("", barrier(false, "unasked", THERE, false));
    assertEquals("", barrier(false, "none", THERE, false));
    assertEquals("", barrier(true, "none", Endpoint.here(8080), false));
  }

  @Test
  @DisplayName("is in the way, whosever it is, where nobody can tell what is there")
  void doubt() {
    String why =
        "slots.blue: whether anything runs at 10.0.0.11:8080 cannot be told, and so nothing is"
            + " started there: it ended with 255";
    assertEquals(why, barrier(false, "doubt", THERE, true));
    assertEquals(why, barrier(false, "doubt", THERE, false));
  }
}
