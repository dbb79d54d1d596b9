package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.plan.Action;
import bluegreen.plan.NginxAction.Point;
import bluegreen.playbook.Slot;
import bluegreen.state.Roles;
import bluegreen.state.Roles.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A switch")
class SwitchTest extends NginxBed {
  @Test
  @DisplayName("has each slot stand in for the other before the marker moves")
  void standIns() throws Exception {
    double millis = work.switchOver(bench.live());
    assertEquals(
        List.of(
            "created app/live/served-blue",
            "created app/live/served-green",
            "created app/live/green"),
        files());
    assertTrue(millis > 0 && millis < 60_000, () -> millis + " ms");
    assertEquals(Optional.of(bench.live()), work.switched());
    assertEquals(List.of(), bench.master.calls(), "no reload");
  }

  @Test
  @DisplayName("tells both versions when the marker has moved, and again on the way back")
  void roles() throws Exception {
    new Roles(bench.dir, bench.machine.files()).serves(Slot.BLUE);
    work.switchOver(bench.live());
    assertEquals(
        Optional.of(Map.of(Slot.BLUE, Role.STANDBY, Slot.GREEN, Role.ACTIVE)),
        Roles.read(bench.dir));
    work.switchBack(bench.live());
    assertEquals(
        Optional.of(Map.of(Slot.BLUE, Role.ACTIVE, Slot.GREEN, Role.STANDBY)),
        Roles.read(bench.dir));
    assertEquals(List.of(), work.untold());
  }

  @Test
  @DisplayName("goes through where the versions cannot be told, and says so")
  void untold() throws Exception {
    Files.writeString(bench.dir.roles(), "in the way");
    work.switchOver(bench.live());
    assertEquals(Optional.of(Slot.GREEN), bench.nginx.marked());
    String warning = work.untold().get(0);
    assertTrue(warning.contains("BLUEGREEN_ROLE_FILE may run in the wrong version"), warning);
    assertEquals(List.of(), work.untold());
  }

  @Test
  @DisplayName("has an old slot stand in only where something runs in it")
  void oldIsGone() throws Exception {
    bench.runner.slots.remove(Slot.BLUE);
    work.switchOver(bench.live());
    assertEquals(Set.of("green", "served-green"), bench.markers());
  }

  @Test
  @DisplayName("has no slot stand in for what served before us")
  void outside() throws Exception {
    Action.Switch action =
        new Action.Switch(
            Optional.of(Slot.BLUE),
            Slot.GREEN,
            bench.green.endpoint(),
            Optional.empty(),
            Optional.of("http://127.0.0.1:9/"));
    work.switchOver(action);
    assertEquals(Set.of("green", "served-green"), bench.markers());
  }

  @Test
  @DisplayName("moves nothing where a slot cannot stand in, and has not begun then")
  void noStandIn() throws Exception {
    Files.createSymbolicLink(bench.dir.live().resolve("gone"), Path.of("/nowhere"));
    bench.machine.files().removeTree(bench.dir.live());
    failure(() -> work.switchOver(bench.live()));
    assertEquals(Optional.empty(), work.switched());
  }

  @Test
  @DisplayName("by a reload points the marker, writes the file and has nginx read it")
  void reload() throws Exception {
    work.switchOver(bench.reloading());
    assertEquals(bench.rendered(Slot.GREEN), loaded());
    assertEquals(Optional.of(Slot.GREEN), bench.nginx.marked());
    assertEquals(List.of("-T -q", "-s reload"), bench.master.calls());
    assertEquals(Optional.of(bench.reloading()), work.switched());
  }

  @Test
  @DisplayName("remembers a switch that was half done when nginx could not be reloaded")
  void halfDone() throws Exception {
    Files.createFile(folder.resolve("stiff"));
    failure(() -> work.switchOver(bench.reloading()));
    assertEquals(Optional.of(bench.reloading()), work.switched());
  }

  @Test
  @DisplayName("has not taken place where nginx goes on with what it had, and says why")
  void refused() throws Exception {
    work.switchOver(bench.reloading());
    work.switchBack(bench.reloading());
    String before = loaded();
    long worker = bench.master.connect(bench.blue.port());
    Files.writeString(folder.resolve("unfit"), "[emerg] 1#1: still could not bind()\n");
    String why = failure(() -> work.switchOver(bench.reloading()));
    bench.master.disconnect(worker);
    assertTrue(why.endsWith("could not take in the new one:\n[emerg] 1#1: still could not bind()"));
    assertEquals(Optional.empty(), work.switched());
    assertEquals(Optional.of(Slot.BLUE), bench.nginx.marked());
    assertEquals(before, loaded());
    assertEquals(before, Files.readString(folder.resolve("run/site.conf")));
  }

  @Test
  @DisplayName("is on the disk when it is done, and is remembered where it could not be put there")
  void durable() throws Exception {
    bench.forced.clear();
    work.switchOver(bench.live());
    assertEquals(List.of("app/live green"), bench.forced);
    work.switchBack(bench.live());
    work = new NginxWork(bench.dir, bench.machine, bench.runner, bench.nginx);
    bench.failures = 1;
    failure(() -> work.switchOver(bench.live()));
    assertEquals(Optional.of(Slot.GREEN), bench.nginx.marked());
    assertEquals(Optional.of(bench.live()), work.switched());
  }

  @Test
  @DisplayName("forgets a switch that could not be begun, as the marker has not moved")
  void notBegun() throws Exception {
    work.switchOver(bench.live());
    // The way to blue is to remove the marker: here it is a folder that is not empty.
    Files.delete(bench.dir.greenMarker());
    Files.createDirectories(bench.dir.greenMarker().resolve("in the way"));
    Action.Switch back =
        new Action.Switch(
            Optional.of(Slot.GREEN),
            Slot.BLUE,
            bench.blue.endpoint(),
            Optional.empty(),
            Optional.empty());
    failure(() -> work.switchOver(back));
    assertEquals(Optional.empty(), work.switched());
  }

  @Test
  @DisplayName("back has nginx work with the old file again")
  void back() throws Exception {
    work.switchOver(bench.reloading());
    work.switchBack(bench.reloading());
    assertEquals(bench.rendered(Slot.BLUE), loaded());
    assertEquals(bench.rendered(Slot.BLUE), Files.readString(bench.site));
    assertEquals(Optional.of(Slot.BLUE), bench.nginx.marked());
  }

  @Test
  @DisplayName("back to what was not ours moves no marker")
  void backOutside() throws Exception {
    Action.Switch first = bench.first(Optional.of("http://127.0.0.1:9/"));
    work.switchOver(first);
    work.switchBack(first);
    assertEquals(Optional.of(Slot.GREEN), bench.nginx.marked());
    assertEquals(List.of(), bench.master.calls());
  }

  @Test
  @DisplayName("points the switch at a slot while nothing is served")
  void point() throws Exception {
    bench.machine.files().removeTree(bench.dir.live());
    bench.forced.clear();
    work.point(new Point(Slot.GREEN));
    assertEquals(Set.of("green"), bench.markers());
    assertEquals(List.of("app/live green"), bench.forced);
    assertEquals(Optional.empty(), work.switched());
  }
}
