package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A file")
class MountsTest {
  private static final List<String> MOUNTS =
      List.of(
          "28 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
          "90 28 8:1 /etc/a.conf /etc/nginx/conf.d/shop.conf rw - ext4 /dev/sda1 rw",
          "91 28 8:1 /etc/b /etc/my\\040shop/a\\134b rw - ext4 /dev/sda1 rw");

  @ParameterizedTest
  @CsvSource({
    "/etc/nginx/conf.d/shop.conf, true",
    "/etc/nginx/conf.d/blog.conf, false",
    "/etc/nginx/conf.d, false",
    "/etc/my shop/a\\b, true",
    "/etc/my shop, false"
  })
  @DisplayName("is mounted by itself where the kernel says so of its very name")
  void alone(String file, boolean alone) {
    assertEquals(alone, Mounts.isAlone(Path.of(file), MOUNTS));
  }

  @Test
  @DisplayName("of a folder of ours is not")
  void plain(@TempDir Path folder) throws Exception {
    assertFalse(Mounts.isAlone(Files.createFile(folder.resolve("a"))));
    assertFalse(Mounts.isAlone(folder.resolve("not there")));
  }
}
