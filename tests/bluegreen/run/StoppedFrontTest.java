package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.FrontFacts;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Where the user's own nginx does not run")
class StoppedFrontTest extends FrontBed {
  private FrontFacts observed() throws Exception {
    return bench.machine.front(bench.playbook, bench.dir).orElseThrow().observe();
  }

  @Test
  @DisplayName("it is told before anything is touched, with what starts it")
  void told() throws Exception {
    assertEquals(List.of(), observed().problems(), "it answers");
    visitors.close();
    List<String> problems = observed().problems();
    assertEquals(1, problems.size(), problems::toString);
    String said = "nginx.url: nobody answers at " + url() + ", as your nginx (" + visitors.conf;
    assertTrue(problems.get(0).startsWith(said + ") does not run; start it ("), problems::toString);
  }

  @Test
  @DisplayName("what else is wrong with the way to us is told alone")
  void wrong() throws Exception {
    visitors.close();
    Files.delete(visitors.include);
    List<String> problems = observed().problems();
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.get(0).startsWith("nginx.include: there is no file "), problems::toString);
  }
}
