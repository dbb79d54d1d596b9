package bluegreen.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.playbook.Slot;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The tag of a process")
class TagTest {
  @Test
  @DisplayName("is proved by the text that the versions which run already were started with")
  void text() {
    assertEquals(
        "Tag[dir=/srv/shop, slot=green, port=8082, version=1.5, release=0a1b2c, launch=d3ed95]",
        new Tag("/srv/shop", Slot.GREEN, 8082, "1.5", "0a1b2c", "d3ed95").text());
  }
}
