package bluegreen.playbook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Playbooks for the tests, and their reading. */
final class Playbooks {
  static final String MINIMAL =
      """
      app:
        name: shop
        jar: shop.jar
      ports: { blue: 8081, green: 8082 }
      health:
        url: http://127.0.0.1:{{ port }}/health
      nginx:
        site: /etc/nginx/conf.d/shop.conf
      """;

  static final String FULL =
      """
      # yaml-language-server: $schema=playbook.schema.json
      vars:
        profile: real

      app:
        name: shop
        jar: build/libs/shop.jar
        version: "1.4.2"
        sha256: 9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08
        java: /usr/bin/java
        java_opts: [-Xmx256m]
        args: ["--server.port={{ port }}", "--spring.profiles.active={{ vars.profile }}"]
        env: { TZ: Asia/Seoul }
        env_file: /etc/shop/secrets.env
        user: shop
        runner: auto
        dir: /var/lib/bluegreen/shop
        stop_timeout: 30s
        keep_releases: 5

      ports: { blue: 8081, green: 8082 }

      health:
        url: "http://127.0.0.1:{{ port }}/actuator/health"
        status: 200
        body: '"status":"UP"'
        headers: { Host: shop.example.com }
        timeout: 60s
        interval: 100ms
        successes: 2

      nginx:
        bin: nginx
        conf: /etc/nginx/nginx.conf
        prefix: /usr/share/nginx
        install: false
        become: none
        site: /etc/nginx/conf.d/shop.conf
        listen: [80]
        server_name: [shop.example.com]
        tls:
          certificate: /etc/ssl/shop.pem
          key: /etc/ssl/shop.key
          listen: [443]
          redirect: true
        switch: live
        url: http://127.0.0.1/
        location: |
          client_max_body_size 20m;

      rollout:
        drain: 30s
        bake: 5s
        probe: 50ms
        standby: keep

      hooks:
        before_start: []
        before_switch:
          - name: smoke test
            uri: { url: "http://127.0.0.1:{{ port }}/orders", status: 200 }
          - name: migrate
            command: [./migrate.sh, "{{ version }}"]
            timeout: 5m
        after_switch: []
        on_failure: []
      """;

  /** Root on a machine with a small environment. */
  static final Surroundings ROOT =
      new Surroundings(
          Map.of("HOME", "/home/shop", "TOKEN", "s3cret"), true, Optional.empty(), Map.of());

  private Playbooks() {}

  /** The surroundings of a user who is not root. */
  static Surroundings notRoot(Map<String, String> env, Path... home) {
    return new Surroundings(env, false, List.of(home).stream().findFirst(), Map.of());
  }

  /** Root who gives {@code -e} variables. */
  static Surroundings with(Map<String, String> extraVars) {
    return new Surroundings(ROOT.env(), true, Optional.empty(), extraVars);
  }

  static Path write(Path folder, String yaml) throws IOException {
    return Files.write(folder.resolve("playbook.yml"), yaml.getBytes(StandardCharsets.UTF_8));
  }

  static Playbook read(Path file, Surroundings surroundings) throws InvalidPlaybook {
    return new PlaybookReader(new Templates(), surroundings).read(file);
  }

  /** The errors of a playbook, one a line as users see them; none where it is right. */
  static List<String> errors(Path file, Surroundings surroundings) {
    try {
      read(file, surroundings);
      return List.of();
    } catch (InvalidPlaybook e) {
      return e.errors().stream().map(x -> x.describe(Path.of("playbook.yml"))).toList();
    }
  }
}
