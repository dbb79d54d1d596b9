package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.host.Http;
import bluegreen.nginx.Probe.Way;
import bluegreen.nginx.Testimony;
import bluegreen.playbook.Slot;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("For the visitors of others, a loaded file of ours")
class BystandersTest {
  private static final Way WAY = new Way("http://127.0.0.1:80/", Optional.of("blog.example"));

  @ParameterizedTest(name = "{0}, then {1}")
  @CsvSource(
      nullValues = "harmless",
      value = {
        "200, ours, and comes to this app with 200",
        "404, ours, and comes to this app with 200",
        "200, none, and is not answered any more",
        "200, 502, and gets 502",
        "404, 500, and gets 500",
        "200, 200, harmless",
        "200, 404, harmless",
        "502, 500, harmless",
        "none, none, harmless",
        "none, 500, harmless",
        "ours, ours, harmless"
      })
  @DisplayName("is harm where they get to us, to nobody, or a server's error that was none")
  void harm(String before, String after, String expected) {
    Optional<String> harm = Bystanders.harm(WAY, testimony(before), testimony(after));
    assertEquals(expected != null, harm.isPresent(), harm::toString);
    assertEquals(
        true, harm.map(h -> h.contains(expected) && h.contains("blog.example")).orElse(true));
  }

  private static Testimony testimony(String kind) {
    return switch (kind) {
      case "none" -> new Testimony.Silence(answer(0, Optional.of("connection refused")));
      case "ours" ->
          new Testimony.Ours(answer(200, Optional.empty()), "abc", Slot.BLUE, Optional.empty());
      default -> new Testimony.Unknown(answer(Integer.parseInt(kind), Optional.empty()));
    };
  }

  private static Http.Answer answer(int status, Optional<String> cause) {
    return new Http.Answer(status, "", Map.of(), cause);
  }
}
