package bluegreen.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of our site it is said")
class SiteDoubtTest {
  private static final Path FILE = Path.of("/etc/nginx/conf.d/shop.conf");

  private static Optional<String> words(World world) {
    return new SiteDoubt(world.facts(Optional.empty())).words();
  }

  @Test
  @DisplayName("nothing while it is as it was written, and before there was any")
  void whole() {
    assertEquals(Optional.empty(), words(World.serving("1")));
    assertEquals(Optional.empty(), words(new World()));
    World failed = World.serving("1");
    failed.site = Optional.empty();
    failed.places.values().forEach(place -> place.served = false);
    assertEquals(Optional.empty(), words(failed), "none of ours has served");
  }

  @Test
  @DisplayName("that somebody has edited it")
  void edited() {
    World world = World.serving("1");
    world.site = world.site.map(s -> s.replace("proxy_connect_timeout 5s;", "return 503;"));
    assertTrue(words(world).orElseThrow().startsWith(FILE + " is not as it was written"));
  }

  @Test
  @DisplayName("that it is gone, and whether nginx knows that by now")
  void gone() {
    World world = World.serving("1");
    world.at(world.chosen().orElseThrow()).served = true;
    world.site = Optional.empty();
    assertTrue(words(world).orElseThrow().contains("only until its next reload"));
    world.site = Optional.of("# mine\n");
    assertTrue(words(world).orElseThrow().contains("holds nothing of ours any more"));
    world.loaded = Optional.empty();
    assertTrue(words(world).orElseThrow().contains("no visitor reaches the app by it"));
  }
}
