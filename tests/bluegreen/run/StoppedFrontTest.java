package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.HostFailure;
import bluegreen.nginx.FrontFacts;
import bluegreen.plan.FrontAction.GiveBack;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Where the user's own nginx does not run")
class StoppedFrontTest extends FrontBed {
  private FrontFacts observed() throws Exception {
    return bench.machine.front(bench.playbook, bench.dir).orElseThrow().observe(false);
  }

  @Test
  @DisplayName("it is seen before anything is touched, with what starts it")
  void seen() throws Exception {
    assertEquals(Optional.empty(), observed().stopped(), "it answers");
    visitors.close();
    assertTrue(observed().stopped().orElse("").contains(visitors.program() + " -c "));
    assertEquals(List.of(), observed().problems());
  }

  private GiveBack atRest() {
    return new GiveBack(value(), oldAddress(), behind, true);
  }

  @Test
  @DisplayName("its file is given back for its next start, and nobody reloads it")
  void givenBack() throws Exception {
    replace(adopting());
    visitors.close();
    Files.createFile(visitors.folder.resolve("stiff"));
    work.giveBack(atRest());
    assertEquals(saying(oldAddress()), include());
    assertFalse(work.hasWritten(), "nothing waits for a reload");
  }

  @Test
  @DisplayName("what it refuses anyway keeps nobody from giving its file back")
  void broken() throws Exception {
    replace(adopting());
    visitors.close();
    Files.createFile(visitors.folder.resolve("strict"));
    work.giveBack(atRest());
    assertEquals(saying(oldAddress()), include());
  }

  @Test
  @DisplayName("what it refuses for the old value alone is put back, with its words")
  void refused() throws Exception {
    replace(adopting());
    visitors.close();
    GiveBack back = new GiveBack(value(), "BROKEN", behind, true);
    HostFailure e = assertThrows(HostFailure.class, () -> work.giveBack(back));
    assertTrue(e.getMessage().contains("; it was put back:\n"), e.getMessage());
    assertEquals(saying(behind.address()), include());
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
