package bluegreen.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.RelayFacts;
import bluegreen.nginx.SiteFile;
import bluegreen.nginx.SiteLinks;
import bluegreen.nginx.StreamModule;
import bluegreen.observe.Circumstances;
import bluegreen.observe.Defects;
import bluegreen.observe.Estate;
import bluegreen.observe.Facts;
import bluegreen.observe.FolderFacts;
import bluegreen.observe.Inside;
import bluegreen.observe.NginxSetting;
import bluegreen.observe.SlotFacts;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner.Upkeep;
import bluegreen.runner.Running;
import bluegreen.state.Intent;
import bluegreen.state.Layout;
import bluegreen.state.Release;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A rollback goes back")
class RollbackTargetTest {

  /** Versions by their letter; the digest of each begins with that letter, too. */
  static Release release(String version) {
    return release(version, version);
  }

  private static Release release(String version, String digit) {
    return new Release(version, digit.repeat(64), Path.of("/r"), "", Instant.EPOCH);
  }

  private static final Layout LAYOUT =
      new Layout(
          "shop",
          Path.of("/shop"),
          Path.of("/shop.conf"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          "");

  static Facts facts(List<Release> stored, Optional<Release> active, Optional<Release> standby) {
    return facts(nginx(true, Optional.empty()), stored, active, standby);
  }

  static NginxFacts nginx(boolean running, Optional<String> problem) {
    return nginx(running, problem, RelayFacts.none());
  }

  static NginxFacts nginx(boolean running, Optional<String> problem, RelayFacts relay) {
    Optional<SiteFile> ours =
        SiteFile.read(
            "# bluegreen: app=shop switch=live active=marker blue=1 green=2 configuration=abc");
    return new NginxFacts(
        Optional.of("1"),
        running,
        false,
        problem,
        List.of(),
        Optional.empty(),
        Optional.of("# bluegreen: app=shop switch=live active=marker blue=1 green=2"),
        ours,
        true,
        Optional.of(Slot.BLUE),
        Optional.empty(),
        Optional.of(Slot.BLUE),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        true,
        Optional.empty(),
        List.of(),
        false,
        List.of(),
        List.of(),
        SiteLinks.none(Path.of("/etc/nginx/conf.d/shop.conf")),
        Optional.empty(),
        StreamModule.ofProgram(),
        relay);
  }

  static Facts facts(
      NginxFacts nginx, List<Release> stored, Optional<Release> active, Optional<Release> standby) {
    Map<Slot, SlotFacts> slots = new EnumMap<>(Slot.class);
    slots.put(Slot.BLUE, slot(Slot.BLUE, active, false));
    slots.put(Slot.GREEN, slot(Slot.GREEN, standby, true));
    return new Facts(
        Defects.of(List.of()),
        Optional.empty(),
        false,
        0,
        Map.of(),
        Map.of(),
        slots,
        nginx,
        stored,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        true,
        Optional.empty(),
        NginxSetting.plain(),
        FolderFacts.own(Path.of("/srv/shop")),
        Set.of(),
        false,
        Circumstances.unseen(),
        new Estate(
            LAYOUT, Optional.of(LAYOUT), Optional.empty(), true, List.of(), Map.of(), List.of()),
        Map.of(),
        Inside.unseen());
  }

  private static SlotFacts slot(Slot slot, Optional<Release> runs, boolean served) {
    return slot(slot, runs, served, "launch");
  }

  private static SlotFacts slot(Slot slot, Optional<Release> runs, boolean served, String launch) {
    Optional<Running> running =
        runs.map(
            r ->
                new Running(
                    slot,
                    new Processes.Id(7, 7),
                    r.id(),
                    r.version(),
                    launch,
                    Endpoint.here(8081),
                    Path.of("l")));
    return new SlotFacts(
        slot,
        Endpoint.here(8081),
        running,
        false,
        List.of(),
        Upkeep.NONE,
        "",
        Optional.empty(),
        Optional.empty(),
        running.isPresent(),
        running.isPresent(),
        served,
        Optional.empty(),
        runs.map(Release::version));
  }

  private static RollbackTarget target(Facts facts, List<String> served, Optional<Intent> intent) {
    return new RollbackTarget(facts, served, intent, Map.of());
  }

  private static List<Release> releases(String letters) {
    List<Release> all = new ArrayList<>();
    for (String letter : letters.isEmpty() ? new String[0] : letters.split("")) {
      all.add(release(letter));
    }
    return all;
  }

  private static List<String> ids(String letters) {
    return releases(letters).stream().map(Release::id).toList();
  }

  private static Optional<Release> optional(String letter) {
    return Optional.ofNullable(letter).map(RollbackTargetTest::release);
  }

  @Nested
  @DisplayName("to the version that served before")
  class Previous {
    private String choose(RollbackTarget target) throws HostFailure {
      return target.choose(Optional.empty()).orElseThrow().release().version();
    }

    @ParameterizedTest(name = "served {0}, stored {1}, active {2}, standby {3}: {4}")
    @CsvSource({
      "ab, ab, b, a, a",
      "abc, abc, c, b, b",
      "abc, ac, c, , a",
      "aba, ab, a, b, b",
      "abc, abc, b, , a",
      "abcb, abc, b, c, c",
      "ab, ab, , , a",
      "ab, ab, a, b, ",
      "a, ab, b, a, a",
      "'', ab, b, a, a",
    })
    @DisplayName("of those that are still stored")
    void previous(String served, String stored, String active, String standby, String chosen)
        throws HostFailure {
      RollbackTarget target =
          target(
              facts(releases(stored), optional(active), optional(standby)),
              ids(served),
              Optional.empty());
      if (chosen == null) {
        assertThrows(HostFailure.class, () -> choose(target));
      } else {
        assertEquals(chosen, choose(target));
      }
    }

    @Test
    @DisplayName("that has taken over as standby already, where the active one crashed")
    void crashed() throws HostFailure {
      Facts facts = facts(releases("abc"), Optional.empty(), optional("b"));
      assertEquals("b", choose(target(facts, ids("abc"), Optional.empty())));
      assertEquals("b", choose(target(facts, ids("ab"), Optional.empty())));
    }

    @Test
    @DisplayName("and says what is stored where there is none")
    void none() {
      RollbackTarget target =
          target(facts(releases("a"), optional("a"), Optional.empty()), ids("a"), Optional.empty());
      assertEquals(
          "there is no version that served before the one that serves now; stored are:"
              + " a (aaaaaaaaaaaa)",
          assertThrows(HostFailure.class, () -> choose(target)).getMessage());
    }

    @Test
    @DisplayName("that a rollback which was killed had chosen, not to one further back")
    void unfinished() throws HostFailure {
      Facts facts = facts(releases("abc"), optional("b"), optional("c"));
      Intent intent = new Intent("rollback", release("b").id());
      assertEquals("b", choose(target(facts, ids("abc"), Optional.of(intent))));
      assertEquals("a", choose(target(facts, ids("abc"), Optional.empty())));
    }

    @Test
    @DisplayName("before a deployment that was killed once it had moved traffic")
    void unrecorded() throws HostFailure {
      Facts facts = facts(releases("abc"), optional("b"), optional("c"));
      Intent intent = new Intent("deploy", release("b").id());
      assertEquals("c", choose(target(facts, ids("abc"), Optional.of(intent))));
      assertEquals("a", choose(target(facts, ids("ab"), Optional.of(intent))));
    }

    @ParameterizedTest(name = "{0}, started {1} and {2}, a killed rollback to {3}: {4}")
    @CsvSource({
      "other, 2, 1, , b other",
      "other, 2, 1, b, b other",
      "other, 1, 2, , a -",
      "other, 1, 2, b, b -",
      "other, 2, , , a -",
      "other, 2, 1, a, a -",
      "launch, 2, 1, , a -",
    })
    @DisplayName("with other settings of the same release, once, and to the version before then")
    void settings(String launch, Integer active, Integer standby, String killed, String chosen)
        throws HostFailure {
      Facts facts = facts(releases("ab"), optional("b"), optional("b"));
      facts.slots().put(Slot.GREEN, slot(Slot.GREEN, optional("b"), true, launch));
      Map<Slot, Instant> started = new EnumMap<>(Slot.class);
      started.put(Slot.BLUE, Instant.ofEpochSecond(active));
      if (standby != null) {
        started.put(Slot.GREEN, Instant.ofEpochSecond(standby));
      }
      Optional<Intent> intent = optional(killed).map(r -> new Intent("rollback", r.id()));
      RollbackTarget.Target target =
          new RollbackTarget(facts, ids("ab"), intent, started)
              .choose(Optional.empty())
              .orElseThrow();
      assertEquals(chosen, target.release().version() + " " + target.launch().orElse("-"));
    }

    @Test
    @DisplayName("whatever a deployment that was killed had wanted, or a rollback to what is gone")
    void otherIntent() throws HostFailure {
      Facts facts = facts(releases("abc"), optional("b"), Optional.empty());
      for (Intent intent :
          List.of(new Intent("deploy", release("c").id()), new Intent("rollback", "gone"))) {
        assertEquals("a", choose(target(facts, ids("ab"), Optional.of(intent))));
      }
    }
  }

  @Nested
  @DisplayName("to the version named")
  class Named {
    private RollbackTarget among(Release... stored) {
      return target(
          facts(List.of(stored), optional("a"), Optional.empty()), ids("a"), Optional.empty());
    }

    @Test
    @DisplayName("by label, by id, or by the beginning of its digest")
    void named() throws HostFailure {
      Release wanted = release("1.4", "b");
      RollbackTarget target = among(release("a"), wanted);
      for (String name : List.of("1.4", wanted.id(), "bbbbbb", "b".repeat(64))) {
        assertEquals(wanted, target.choose(Optional.of(name)).orElseThrow().release(), name);
      }
    }

    @Test
    @DisplayName("whatever a killed rollback had wanted")
    void overIntent() throws HostFailure {
      RollbackTarget target =
          target(
              facts(releases("abc"), optional("c"), Optional.empty()),
              ids("abc"),
              Optional.of(new Intent("rollback", release("b").id())));
      assertEquals("a", target.choose(Optional.of("a")).orElseThrow().release().version());
    }

    @Test
    @DisplayName("and says what there is where there is no such release")
    void unknown() {
      RollbackTarget target = among(release("a"), release("1.4", "b"));
      for (String name : List.of("1.5", "bbbbb")) {
        assertEquals(
            "--to "
                + name
                + ": no such release is stored; there are: a (aaaaaaaaaaaa),"
                + " 1.4 (bbbbbbbbbbbb)",
            refusal(target, name));
      }
      assertEquals("--to 1: no such release is stored; there are: none", refusal(among(), "1"));
    }

    @Test
    @DisplayName("and asks which one where two have that label")
    void ambiguous() throws HostFailure {
      Release one = release("1.4", "b");
      Release two = release("1.4", "c");
      RollbackTarget target = among(one, two);
      assertEquals(
          "--to 1.4: more than one release has this version: 1.4-bbbbbbbbbbbb,"
              + " 1.4-cccccccccccc; name one of these",
          refusal(target, "1.4"));
      assertEquals(two, target.choose(Optional.of(two.id())).orElseThrow().release());
    }

    private String refusal(RollbackTarget target, String name) {
      return assertThrows(HostFailure.class, () -> target.choose(Optional.of(name))).getMessage();
    }
  }
}
