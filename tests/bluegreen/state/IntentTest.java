package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.host.HostFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The intent of a run")
class IntentTest {
  @TempDir Path temporary;
  private AppDir dir;

  @BeforeEach
  void open() throws HostFailure {
    dir = Folder.in(temporary);
  }

  @Test
  @DisplayName("is none where the last run came to its end")
  void none() {
    assertEquals(Optional.empty(), Intent.read(dir));
  }

  @Test
  @DisplayName("is found by the next run, the last one written")
  void roundTrip() throws HostFailure {
    new Intent("deploy", "1-abc").write(dir, Folder.FILES);
    Intent intent = new Intent("rollback", "2-\"def\"");
    intent.write(dir, Folder.FILES);
    assertEquals(Optional.of(intent), Intent.read(dir));
  }

  @ParameterizedTest(name = "garbage {index}")
  @MethodSource("bluegreen.state.Folder#garbage")
  @DisplayName("that is garbage is none")
  void garbage(String garbage) {
    Folder.write(dir.intent(), garbage);
    assertEquals(Optional.empty(), Intent.read(dir));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"action\":\"deploy\"}",
        "{\"release\":\"a\"}",
        "{\"action\":\"\",\"release\":\"a\"}",
        "{\"action\":1,\"release\":2}"
      })
  @DisplayName("that says only half is none")
  void half(String text) throws Exception {
    Files.writeString(dir.intent(), text);
    assertEquals(Optional.empty(), Intent.read(dir));
  }
}
