package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Origin.Ancestor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A process of somebody else's is kept")
class KeeperTest {
  private static final String ID = "0123456789abcdef".repeat(4);

  private static Origin origin(String cgroup, Map<String, String> unit, String... ancestors) {
    List<Ancestor> before = Stream.of(ancestors).map(c -> new Ancestor(40, c)).toList();
    List<String> argv = List.of("/usr/bin/java", "-jar", "/srv/shop.jar");
    return new Origin(4711, argv, cgroup, before, unit, Optional.empty());
  }

  private static Map<String, String> unit(String state, String restart, String main) {
    return Map.of("UnitFileState", state, "Restart", restart, "MainPID", main, "TriggeredBy", "");
  }

  private static String command(Origin origin) {
    return Keeper.of(origin, 8081).map(Keeper::command).orElse("nobody");
  }

  @ParameterizedTest(name = "{0}, Restart={1}, MainPID={2}: {3}")
  @CsvSource({
    "enabled, no, 4711, systemctl disable --now shop.service",
    "enabled, no, 40, systemctl disable --now shop.service",
    "disabled, always, 4711, systemctl disable --now shop.service",
    "static, on-failure, 0, systemctl disable --now shop.service",
    "generated, no, 0, systemctl disable --now shop.service",
    "disabled, no, 4711, nobody",
    "transient, no, 4711, nobody",
    "enabled, always, 77, nobody"
  })
  @DisplayName("by a unit that is enabled or restarts, while it is of that unit's main process")
  void unit(String state, String restart, String main, String command) {
    Origin origin = origin("/system.slice/shop.service", unit(state, restart, main), "/bin/sh run");
    assertEquals(command, command(origin));
  }

  @Test
  @DisplayName("by a unit's socket or timer, which has to go first")
  void triggered() {
    Map<String, String> unit =
        Map.of(
            "UnitFileState",
            "static",
            "Restart",
            "no",
            "MainPID",
            "4711",
            "TriggeredBy",
            "a.socket");
    assertEquals(
        "systemctl disable --now a.socket shop.service",
        command(origin("/system.slice/shop.service", unit)));
    Origin first = new Origin(1, List.of("/sbin/init"), "", List.of(), Map.of(), Optional.empty());
    assertTrue(command(first).contains("systemctl list-sockets"));
  }

  @Test
  @DisplayName("by a unit of a user's own systemd")
  void ofUser() {
    String group = "/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service";
    assertEquals(
        "systemctl --user --machine=1000@.host disable --now shop.service",
        command(origin(group, Map.of())));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/system.slice/cron.service",
    "/system.slice/ssh.service",
    "/system.slice/codedeploy-agent.service",
    "/user.slice/user-0.slice/session-3.scope",
    "/user.slice/user-1000.slice/user@1000.service/init.scope",
    "/"
  })
  @DisplayName("by nobody where it was only started from there")
  void byHand(String group) {
    assertEquals("nobody", command(origin(group, unit("enabled", "always", "4711"))));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/system.slice/docker-ID.scope, docker stop 0123456789ab",
    "/docker/ID, docker stop 0123456789ab",
    "/user.slice/user-1000.slice/user@1000.service/user.slice/docker-ID.scope, docker stop",
    "/machine.slice/libpod-ID.scope/container, podman stop 0123456789ab",
    "/kubepods.slice/kubepods-pod1.slice/cri-containerd-ID.scope, kubectl"
  })
  @DisplayName("by the engine of the container that it is in")
  void container(String group, String command) {
    String said = command(origin(group.replace("ID", ID), Map.of()));
    assertTrue(said.contains(command), said);
  }

  @Test
  @DisplayName("by Docker where it only stands before a container's port")
  void published() {
    List<String> argv = List.of("/usr/bin/docker-proxy", "-proto", "tcp", "-host-port", "8081");
    Origin proxy =
        new Origin(
            4711,
            argv,
            "/system.slice/docker.service",
            List.of(),
            unit("enabled", "always", "4711"),
            Optional.empty());
    assertEquals(
        "docker update --restart=no $(docker ps -q --filter publish=8081)"
            + " && docker stop $(docker ps -q --filter publish=8081)",
        command(proxy));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/usr/bin/python3 /usr/bin/supervisord -n, supervisorctl stop",
    "PM2 v5.3.0: God Daemon (/root/.pm2), pm2 delete",
    "runsv shop, sv down"
  })
  @DisplayName("by a supervisor that it descends from")
  void supervisor(String command, String advice) {
    String said = command(origin("/system.slice/shop.service", Map.of(), "sh", command));
    assertTrue(said.startsWith(advice), said);
  }

  @Test
  @DisplayName("by what starts it with the machine")
  void atBoot(@TempDir Path folder) throws IOException {
    Path table = Files.writeString(folder.resolve("root"), "@daily x\n@reboot java -jar a.jar\n");
    Pattern reboot = Pattern.compile("^\\s*@reboot\\b");
    assertEquals(
        Optional.of(table + ": @reboot java -jar a.jar"),
        Origins.line(Stream.of(table), Set.of("a.jar"), reboot));
    assertEquals(Optional.empty(), Origins.line(Stream.of(table), Set.of("b.jar"), reboot));
  }

  @Test
  @DisplayName("by nobody that we share our own surroundings with")
  void shared() {
    assertEquals("", Origins.beside("/system.slice/ci.service", "/system.slice/ci.service"));
    String ours = "/system.slice/docker-" + ID + ".scope";
    assertEquals("/a.service", Origins.beside(ours + "/init.scope", ours + "/a.service"));
    assertEquals(ours, Origins.beside("/user.slice/session-1.scope", ours));
  }
}
