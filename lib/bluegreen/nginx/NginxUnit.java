package bluegreen.nginx;

import bluegreen.host.Command;
import bluegreen.playbook.Playbook.Server;
import java.nio.file.Path;

/**
 * The systemd unit of an nginx of our own: it starts with the machine, before any run of ours, and
 * comes back by itself.
 *
 * @param app the app's name
 */
public record NginxUnit(String app, Server nginx, NginxUser user) {
  private static final Path UNITS = Path.of("/etc/systemd/system");

  /** {@code bluegreen-shop-nginx.service}. */
  public static String name(String app) {
    return "bluegreen-" + app + "-nginx.service";
  }

  /** The file that systemd reads. */
  public static Path file(String app) {
    return UNITS.resolve(name(app));
  }

  /** The unit's text. */
  public String text() {
    String program = nginx.bin().startsWith("/") ? quoted(nginx.bin()) : nginx.bin();
    return """
    # Written by deploy.java; what you change here is undone by the next deployment.
    [Unit]
    Description=nginx of %1$s, behind your own
    After=network.target
    StartLimitIntervalSec=0

    [Service]
    # As a user of its own that has no account.
    ExecStart=/usr/bin/env %2$s %3$s -p %4$s -c %5$s -g "daemon off;"
    ExecReload=/bin/kill -HUP $MAINPID
    KillMode=mixed
    KillSignal=SIGQUIT
    TimeoutStopSec=30
    Restart=always
    RestartSec=200ms
    LimitNOFILE=65536
    NoNewPrivileges=yes
    ProtectSystem=full

    [Install]
    WantedBy=multi-user.target
    """
        .formatted(
            app,
            String.join(" ", user.become()),
            program,
            quoted(nginx.prefix().orElseThrow().toString()),
            quoted(nginx.conf().toString()));
  }

  private static String quoted(String word) {
    return "\"" + word.replace("%", "%%") + "\"";
  }

  /** Has it start with the machine, and now. */
  public static Command start(String app) {
    return Command.of("systemctl", "enable", "--now", name(app));
  }

  /** Has it start with the machine; what runs is left alone. */
  public static Command enable(String app) {
    return Command.of("systemctl", "enable", name(app));
  }

  /** Ends it for good, when it has finished its requests. */
  public static Command end(String app) {
    return Command.of("systemctl", "disable", "--now", name(app));
  }

  /** Has systemd forget a unit whose file is gone. */
  public static Command forget() {
    return Command.of("systemctl", "daemon-reload");
  }
}
