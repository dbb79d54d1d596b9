package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertThrows;

import bluegreen.host.HostFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An nginx to be worked on. */
abstract class NginxBed {
  @TempDir Path folder;

  Bench bench;

  NginxWork work;

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(folder);
    work = bench.nginxWork;
  }

  @AfterEach
  void close() {
    bench.close();
  }

  static String failure(org.junit.jupiter.api.function.Executable deed) {
    return assertThrows(HostFailure.class, deed).getMessage();
  }

  String loaded() throws Exception {
    return Files.readString(folder.resolve("loaded"));
  }

  List<String> files() {
    return bench.heard.of("file");
  }
}
