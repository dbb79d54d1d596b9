package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Two further hosts, 10.0.0.11 and 10.0.0.12, with a real ssh server each, for whoever is in an
 * {@link Enclave}: networks of their own at the end of a cable. Their files are ours.
 */
public final class TwoHosts {
  private static final String SET_UP =
      """
      set -e
      mkdir -p /run/sshd /run/netns /srv/shop /srv/keys /var/lib/nginx /var/log/nginx
      ssh-keygen -q -t ed25519 -N '' -f /srv/keys/host
      ssh-keygen -q -t ed25519 -N '' -f /srv/keys/us
      cat > /srv/keys/sshd <<END
      HostKey /srv/keys/host
      AuthorizedKeysFile /srv/keys/us.pub
      StrictModes no
      UsePAM no
      PermitRootLogin prohibit-password
      MaxStartups 100
      PidFile none
      END
      mkdir -p /etc/ssh/ssh_config.d
      cat > /etc/ssh/ssh_config.d/hosts.conf <<END
      IdentityFile /srv/keys/us
      StrictHostKeyChecking no
      UserKnownHostsFile /dev/null
      LogLevel ERROR
      END
      for host in 11 12; do
        ip netns add host$host
        ip link add to$host type veth peer name eth0 netns host$host
        ip address add 10.0.0.1/32 peer 10.0.0.$host dev to$host
        ip link set to$host up
        ip address add fd00::1:$host/112 dev to$host nodad
        ip -n host$host link set lo up
        ip -n host$host link set eth0 up
        ip -n host$host address add 10.0.0.$host/24 dev eth0
        ip -n host$host address add fd00::$host/128 dev eth0 nodad
        ip -n host$host route add fd00::1:$host/128 dev eth0
        ip route add fd00::$host/128 dev to$host
        ip netns exec host$host /usr/sbin/sshd -f /srv/keys/sshd
      done
      """;

  private static final String CTL =
      """
      #!/bin/sh
      set -e
      here=/srv/shop/$(echo "$SSH_CONNECTION" | cut -d' ' -f3)
      mkdir -p "$here"
      alive() { [ -s "$here/pid" ] && kill -0 "$(cat "$here/pid")" 2>/dev/null; }
      case $1 in
        start)
          alive && exit 0
          SHOP_FAIL=$(cat "$here/fail" 2>/dev/null || true)
          export SHOP_FAIL
          setsid %s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx64m \\
            -jar "/srv/shop/$2.jar" --server.port=8080 --server.address=:: \\
            > "$here/log" 2>&1 < /dev/null &
          echo $! > "$here/pid" ;;
        stop)
          alive || exit 0
          kill "$(cat "$here/pid")"
          while alive; do sleep 0.05; done ;;
        running) alive ;;
        logs) cat "$here/log" ;;
      esac
      """;

  private TwoHosts() {}

  /** Sets them up, with those versions of the light app, which {@code /srv/shop/ctl} runs there. */
  public static void setUp(String... versions) {
    sh(SET_UP);
    try {
      String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
      Path ctl = Files.writeString(Path.of("/srv/shop/ctl"), CTL.formatted(java));
      sh("chmod +x " + ctl);
      for (String version : List.of(versions)) {
        Files.copy(LightJar.version(version), Path.of("/srv/shop/" + version + ".jar"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has a host answer nobody any more, or again: what comes from there gets lost. */
  public static void silence(int host, boolean silent) {
    sh(silent ? silencing(host) : "ip -n host%d route flush type blackhole".formatted(host));
  }

  /** Whether it does so now. */
  public static boolean isSilent(int host) {
    return !sh("ip -n host%d route show type blackhole".formatted(host)).isEmpty();
  }

  /** The script's way to do so, for a task. */
  public static String silencing(int host) {
    return "ip -n host" + host + " route replace blackhole 10.0.0.1/32";
  }

  /** Runs a script, which has to go well; what it has written. */
  public static String sh(String script) {
    try {
      Path said = Files.createTempFile("said", "");
      int code =
          new ProcessBuilder("sh", "-c", script)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start()
              .waitFor();
      String output = Files.readString(said);
      Files.delete(said);
      if (code != 0) {
        throw new AssertionError(script + ": " + code + "\n" + output);
      }
      return output.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
